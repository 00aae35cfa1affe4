// error: two primary keys
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE unique
#else
#define HERE primary_key
#endif

struct Row {
    int id;
    int other;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Row>("row_table", kiln::primary_key(&Row::id), kiln::HERE(&Row::other)));
