// error: a reference, bit field or anonymous union cannot be a member of a model
// error: Row
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE int number
#else
#define HERE     \
    union {      \
        int a;   \
        float b; \
    }
#endif

struct Row {
    int id;
    HERE;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table"));
