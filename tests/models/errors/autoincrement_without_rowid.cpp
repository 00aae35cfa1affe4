// error: autoincrement_needs_a_table_with_rowid
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE strict
#else
#define HERE without_rowid
#endif

struct Row {
    int id;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Row>("row_table", kiln::HERE, kiln::primary_key(&Row::id).autoincrement()));
