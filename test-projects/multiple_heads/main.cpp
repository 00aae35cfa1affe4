#include <kiln/migrator.hpp>
#include <notes/migrations.hpp>

#include <cstdio>

static_assert(notes::heads[0] == "b2" && notes::heads[1] == "c3");

int main() {
    kiln::Migrator migrator{"sqlite://", notes::migrations()};
    migrator.upgrade();
    for (const std::string& head : migrator.current()) std::printf("at %s\n", head.c_str());
}
