// error: a foreign key refers to a struct that has no table here
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
struct Visit {
    int patient_id;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Patient>("patient", kiln::primary_key(&Patient::id)),
    kiln::table<Visit>("visit", kiln::foreign_key(&Visit::patient_id).references(&HERE::id)));
