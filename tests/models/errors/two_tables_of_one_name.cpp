// error: two_tables_have_the_same_name
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE "line"
#else
#define HERE "Row_Table"
#endif

struct Row {
    int id;
};
struct Line {
    int id;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"), kiln::table<Line>(HERE));
