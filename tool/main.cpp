// The program kiln: the verbs of the command line, and the project that they work on.

#include "tool/program.hpp"

int main(int argc, char** argv) { return kiln::tool::run_program(argc, argv, nullptr); }
