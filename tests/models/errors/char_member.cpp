// error: this type of member has no column type
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE std::optional<signed char>
#else
#define HERE char
#endif

struct Patient {
    int id;
    HERE initial;
};
constexpr auto metadata = kiln::metadata(kiln::table<Patient>("patient"));
