#include "tool/models/first_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

TEST(FirstError, is_told_with_what_leads_to_it_and_what_it_goes_on_with) {
    EXPECT_THAT(
        first_error({"[1/2] Building CXX object m.o", "FAILED: m.o", "/usr/bin/c++ -c m.cpp",
                     "In file included from a.hpp:1,", "                 from m.cpp:1:",
                     "m.cpp: In function 'int f()':", "m.cpp:2:3: error: this is wrong",
                     "    2 |   wrong", "      |   ^", "m.cpp:1:1: note: declared here",
                     "m.cpp: In function 'int g()':", "m.cpp:3:3: error: so is this",
                     "ninja: build stopped: subcommand failed."}),
        ElementsAre("In file included from a.hpp:1,", "                 from m.cpp:1:",
                    "m.cpp: In function 'int f()':", "m.cpp:2:3: error: this is wrong",
                    "    2 |   wrong", "      |   ^", "m.cpp:1:1: note: declared here"));
}

TEST(FirstError, ends_with_the_compilation) {
    EXPECT_THAT(first_error({"m.cpp:2:3: error: this is wrong", "   wrong", "   ^",
                             "1 error generated.", "m2.cpp:1:1: warning: odd"}),
                ElementsAre("m.cpp:2:3: error: this is wrong", "   wrong", "   ^"));
    EXPECT_THAT(first_error({"m.cpp(2): error C2065: 'x': undeclared", "gmake: *** [all] Error 2"}),
                ElementsAre("m.cpp(2): error C2065: 'x': undeclared"));
}

TEST(FirstError, of_a_linker_or_cmake_is_all_that_it_says) {
    EXPECT_THAT(first_error({"[2/2] Linking CXX executable m", "FAILED: m",
                             ": && /usr/bin/c++ m.o -o m", "/usr/bin/ld: m.o: in function `f()':",
                             "m.cpp:(.text+0x3): undefined reference to `g()'",
                             "collect2: error: ld returned 1 exit status",
                             "ninja: build stopped: subcommand failed."}),
                ElementsAre("/usr/bin/ld: m.o: in function `f()':",
                            "m.cpp:(.text+0x3): undefined reference to `g()'",
                            "collect2: error: ld returned 1 exit status"));
    EXPECT_THAT(first_error({"[0/1] Re-running CMake...",
                             "CMake Error at CMakeLists.txt:5 (message):", "  no way", "",
                             "-- Configuring incomplete, errors occurred!",
                             "ninja: error: rebuilding 'build.ninja': subcommand failed"}),
                ElementsAre("CMake Error at CMakeLists.txt:5 (message):", "  no way",
                            "-- Configuring incomplete, errors occurred!"));
    // Behind a compiler's error it is that.
    EXPECT_THAT(first_error({"CMake Error in a note", "m.cpp:2:3: error: this is wrong"}),
                ElementsAre("m.cpp:2:3: error: this is wrong"));
}

TEST(FirstError, of_no_compiler_is_each_line_that_says_so) {
    EXPECT_THAT(first_error({"ninja: error: loading 'build.ninja'", "bye"}),
                ElementsAre("ninja: error: loading 'build.ninja'"));
    EXPECT_THAT(first_error({}), SizeIs(0));
    std::vector<std::string> many(100, "    more");
    many.front() = "m.cpp:1:1: error: long";
    EXPECT_THAT(first_error(many), SizeIs(40));
}

}  // namespace
}  // namespace kiln::tool
