// error: part() takes a member that is an embedded struct
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE &Patient::name
#else
#define HERE kiln::part(&Patient::name, &Address::street)
#endif

struct Address {
    std::string street;
};
struct Patient {
    Address home;
    std::string name;
};
struct Other {
    std::string street;
};
template <>
struct kiln::embedded<Address> {
    static constexpr bool has_prefix = true;
};
constexpr auto metadata = kiln::metadata(kiln::table<Patient>("patient", kiln::unique(HERE)));
