// error: a member of another struct than the table's
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE Patient
#else
#define HERE Doctor
#endif

struct Patient {
    int id;
};
struct Doctor {
    int id;
};
constexpr auto metadata = kiln::metadata(kiln::table<Patient>("patient", kiln::unique(&HERE::id)));
