#include "src/text/diagnose.hpp"

#include <gmock/gmock.h>

namespace kiln {
namespace {

using testing::ElementsAre;

TEST(Hint, knows_where_its_commands_stand_however_it_is_put_together) {
    const Hint hint = "run: " + command("repair") + "; or, if that fails, '" +
                      command("stamp --purge base") + "'";
    EXPECT_EQ(hint.text(), "run: kiln repair; or, if that fails, 'kiln stamp --purge base'");
    EXPECT_THAT(hint.commands(), ElementsAre(5, 38));
}

TEST(Hint, takes_the_programs_name_in_a_text_for_text) {
    const Hint hint = std::string("the folder kiln repair is in the way");
    EXPECT_THAT(hint.commands(), ElementsAre());
}

TEST(Hint, goes_into_a_diagnostic_with_its_commands) {
    const Diagnostic diagnostic = diagnose(Code::no_url, "none", "see " + command("--help"));
    EXPECT_EQ(diagnostic.hint, "see kiln --help");
    EXPECT_THAT(diagnostic.hint_commands, ElementsAre(4));
}

}  // namespace
}  // namespace kiln
