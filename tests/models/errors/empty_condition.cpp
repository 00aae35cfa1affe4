// error: an_option_is_given_an_empty_text
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE "id > 0"
#else
#define HERE ""
#endif

struct Person {
    int id;
    std::string note;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Person>("person", kiln::index(&Person::note).where(HERE)));
