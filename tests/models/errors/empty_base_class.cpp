// error: a model has no base class
#include <kiln/models.hpp>

struct Tag {};
struct Any {
    template <class T>
    Any(const T&);
    Any() = default;
};
template <>
struct kiln::column_type<Any> {
    static constexpr std::string_view sqlite = "ANY";
};
#ifdef FIXED
struct Row {
    Any converts;
#else
struct Row : Tag {
#endif
    int value;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
