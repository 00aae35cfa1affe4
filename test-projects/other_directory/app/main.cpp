#include <kiln/migrator.hpp>
#include <notes/migrations.hpp>

#include <cstdio>

int main() {
    kiln::Migrator migrator{"sqlite://", notes::migrations()};
    std::printf("applied %d\n", static_cast<int>(migrator.upgrade().steps.size()));
}
