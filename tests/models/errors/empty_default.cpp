// error: a_default_is_empty_and_the_empty_text_is_two_single_quotes
// error: Person::note
#include <kiln/models.hpp>

#ifdef FIXED
#define HERE "''"
#else
#define HERE ""
#endif

struct Person {
    int id;
    std::string note;
};
constexpr auto metadata =
    kiln::metadata(kiln::table<Person>("person", kiln::default_value(&Person::note, HERE)));
