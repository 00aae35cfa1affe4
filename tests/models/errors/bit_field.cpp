// error: a reference, bit field or anonymous union cannot be a member of a model
// error: Row
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE bool flag
#else
#define HERE bool flag : 1
#endif

struct Row {
    int id;
    HERE;
    std::optional<double> z;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
