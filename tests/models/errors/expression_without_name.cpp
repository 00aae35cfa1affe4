// error: an_index_on_an_expression_needs_a_name
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE .name("by_lower")
#else
#define HERE
#endif

struct Row {
    std::string name;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Row>("row_table", kiln::index(kiln::expression("lower(name)")) HERE));
