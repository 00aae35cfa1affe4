#include <kiln/error.hpp>

#include "src/text/message.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kiln {
namespace {

TEST(error, what_is_message_code_and_hint) {
    const Error error = make_error(Code::lock_timeout, "others hold it", "wait");
    EXPECT_EQ(error.message(), "others hold it");
    EXPECT_EQ(error.hint(), "wait");
    EXPECT_STREQ(error.what(), "others hold it [K405]; wait");
}

TEST(error, without_a_hint_what_ends_with_the_code) {
    const Error error = make_error(Code::disk_full, "no room", {});
    EXPECT_EQ(error.hint(), "");
    EXPECT_STREQ(error.what(), "no room [K413]");
}

TEST(error, of_several_diagnostics_the_first_speaks) {
    const Diagnostic first = make_error(Code::disk_full, "one", "a").diagnostics().front();
    const Diagnostic second = make_error(Code::read_only, "two", "b").diagnostics().front();
    const Error error(std::vector{first, second});
    const Error copy = error;
    EXPECT_EQ(copy.code(), Code::disk_full);
    EXPECT_EQ(copy.message(), "one");
    EXPECT_STREQ(copy.what(), "one [K413]; a");
}

}  // namespace
}  // namespace kiln
