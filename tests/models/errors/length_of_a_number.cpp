// error: only a std::string has a length
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE std::optional<std::string>
#else
#define HERE int
#endif

struct Row {
    HERE value;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Row>("row_table", kiln::length(&Row::value, 5)));
