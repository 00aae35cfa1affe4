// error: a model is an aggregate
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE Open
#else
#define HERE Closed
#endif

struct Open {
    int id;
};
class Closed {
public:
    explicit Closed(int number) : id(number) {}
    int id;
};
constexpr auto metadata = kiln::metadata(kiln::table<HERE>("closed", kiln::primary_key(&HERE::id)));
