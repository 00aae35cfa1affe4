// error: a_naming_convention_has_an_unknown_token
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE "column_0_name"
#else
#define HERE "column_name"
#endif

constexpr auto metadata = kiln::metadata(kiln::NamingConvention{.uq = "uq_%(" HERE ")s"});
