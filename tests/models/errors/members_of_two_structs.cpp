// error: these members belong to different structs
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE Patient
#else
#define HERE Doctor
#endif

struct Patient {
    int id, ward;
};
struct Doctor {
    int id;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Patient>("patient", kiln::unique(&Patient::ward, &HERE::id)));
