// error: an array cannot be a member of a model
// error: Row
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE std::optional<int> grid
#else
#define HERE int grid[3][3]
#endif

struct Row {
    int id;
    HERE;
    std::optional<double> z;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
