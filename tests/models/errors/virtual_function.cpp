// error: a model is an aggregate
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE Plain
#else
#define HERE Virtual
#endif

struct Plain {
    int id;
};
struct Virtual {
    int id;
    virtual int f() const;
};
constexpr auto metadata = kiln::metadata(kiln::table<HERE>("virtual"));
