// error: this is no option of a table
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::strict
#else
#define HERE 5
#endif

struct Row {
    int id;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table", HERE));
