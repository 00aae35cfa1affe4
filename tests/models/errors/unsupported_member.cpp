// error: this type of member has no column type
// error: or kiln::embedded for a struct
// error: std::map<int, int>
#include <kiln/models.hpp>

#include <map>

#ifdef FIXED
#define HERE std::string
#else
#define HERE std::map<int, int>
#endif

struct Patient {
    int id;
    HERE notes;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Patient>("patient", kiln::primary_key(&Patient::id)));
