// error: autoincrement() needs a key of one integer column
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE long
#else
#define HERE std::string
#endif

struct Country {
    HERE code;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Country>("country", kiln::primary_key(&Country::code).autoincrement()));
