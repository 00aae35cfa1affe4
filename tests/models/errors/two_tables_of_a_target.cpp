// error: a foreign key refers to a struct that has two tables
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE Other
#else
#define HERE Row
#endif

struct Row {
    int id;
};
struct Other {
    int id;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Row>("a", kiln::primary_key(&Row::id),
                                    kiln::foreign_key(&Row::id).references(&Row::id)),
                   kiln::table<HERE>("b"));
