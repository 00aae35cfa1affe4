// error: one of these values is no enumerator
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::as_text<Status::open>(&Row::status)
#else
#define HERE kiln::as_text<Status{7}>(&Row::status)
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
