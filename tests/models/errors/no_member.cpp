// error: a column is named by its member, as in &Patient::id
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE &Row::id
#else
#define HERE "id"
#endif

struct Row {
    int id;
};
constexpr auto metadata = kiln::metadata(kiln::table<Row>("row_table", kiln::unique(HERE)));
