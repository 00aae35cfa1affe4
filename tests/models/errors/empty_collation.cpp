// error: an_option_is_given_an_empty_text
// error: Person::note
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE "NOCASE"
#else
#define HERE "  "
#endif

struct Person {
    int id;
    std::string note;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Person>("person", kiln::collate(&Person::note, HERE)));
