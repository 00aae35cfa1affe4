#include "tests/fault/failing_memory.hpp"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    kiln::fault::install_failing_memory();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
