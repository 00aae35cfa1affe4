// error: metadata holds tables, leave_alone() and a NamingConvention
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::table<Row>("row_table")
#else
#define HERE kiln::check("id > 0")
#endif

struct Row {
    int id;
};
constexpr auto metadata = kiln::metadata(HERE);
