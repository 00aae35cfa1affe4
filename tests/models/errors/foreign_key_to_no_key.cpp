// error: a_foreign_key_refers_to_columns_that_are_no_key
// error: ward
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE kiln::index(&Patient::name, &Patient::ward).unique()
#else
#define HERE kiln::index(&Patient::name, &Patient::ward).unique().where("ward > 0")
#endif

struct Patient {
    int id;
    int ward;
    std::string name;
};
struct Visit {
    int ward;
    std::string name;
};
constexpr auto metadata = kiln::metadata(
    kiln::table<Visit>(
        "visit",
        kiln::foreign_key(&Visit::ward, &Visit::name).references(&Patient::ward, &Patient::name)),
    kiln::table<Patient>("patient", kiln::primary_key(&Patient::id), HERE));
