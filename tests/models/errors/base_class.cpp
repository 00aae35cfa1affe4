// error: a model has no base class
// error: Row
#include <kiln/models.hpp>

struct Base {
    int id;
};
#ifdef FIXED
struct Row {
    int id;
#else
struct Row : Base {
#endif
    int value;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
