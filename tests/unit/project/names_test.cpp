// What may be the name of a revision file.

#include "tool/project/names.hpp"

#include <gtest/gtest.h>

namespace kiln::tool {
namespace {

std::string fault_on_windows(std::string_view name) {
    return windows_file_name_fault(name).value_or("none");
}

TEST(names, windows_takes_some_words_for_devices) {
    EXPECT_EQ(fault_on_windows("nul.sql"), "to Windows 'nul' is a device");
    EXPECT_EQ(fault_on_windows("Con.up.sql"), "to Windows 'Con' is a device");
    EXPECT_EQ(fault_on_windows("aux .sql"), "to Windows 'aux' is a device");
    for (const char* device : {"CON", "PRN", "AUX", "NUL", "COM0", "com9", "Lpt1", "CONIN$",
                               "conout$", "prn.cpp", "com1.sql", "LPT9.x.sql"}) {
        EXPECT_NE(fault_on_windows(device), "none") << device;
    }
    for (const char* file : {"3f2a_nul.sql", "nul_.sql", "null.sql", "con1.sql", "com.sql",
                             "com10.sql", "coma.sql", "lpt.sql", "a.nul", "console.sql", ""}) {
        EXPECT_EQ(fault_on_windows(file), "none") << file;
    }
}

TEST(names, windows_allows_some_characters_in_no_name) {
    EXPECT_EQ(fault_on_windows("12:30_a.sql"), "Windows allows no ':' in a name");
    for (const char c : std::string("<>:\"/\\|?*")) {
        EXPECT_NE(fault_on_windows(std::string("a") + c + "b.sql"), "none") << c;
    }
    EXPECT_EQ(fault_on_windows("a b-c (d) [e] {f} 'g' ü,%~!@$^&+=.sql"), "none");
}

}  // namespace
}  // namespace kiln::tool
