// error: kiln: this member is no enum
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::one_of(&Row::status)
#else
#define HERE kiln::one_of(&Row::id)
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
