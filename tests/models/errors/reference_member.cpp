// error: a reference, bit field or anonymous union cannot be a member of a model
// error: Row
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE std::string name
#else
#define HERE const std::string& name
#endif

struct Row {
    int id;
    HERE;
    std::optional<double> z;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
