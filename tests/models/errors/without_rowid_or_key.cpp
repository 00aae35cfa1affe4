// error: a table without row ids needs a primary key
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE primary_key
#else
#define HERE unique
#endif

struct Row {
    int id;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Row>("row_table", kiln::without_rowid, kiln::HERE(&Row::id)));
