// error: the values of an enum without a type cannot be found
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE (kiln::one_of<a, b>(&Row::plain))
#else
#define HERE kiln::one_of(&Row::plain)
#endif

enum class Status : int { open, closed };
enum class Other { open };
enum Plain { a, b };
struct Row {
    int id;
    Status status;
    Plain plain;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table", HERE));
