// error: these values are of another enum
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::one_of<Status::open>(&Row::status)
#else
#define HERE kiln::one_of<Other::open>(&Row::status)
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
