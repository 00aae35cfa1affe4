#include <clinic/db/migrations.hpp>
#include <kiln/migrator.hpp>

#include <cstdio>

int main(int argc, char** argv) {
    kiln::Migrator migrator{argc > 1 ? argv[1] : "sqlite://", clinic::db::migrations()};
    std::printf("%d revisions\n", static_cast<int>(migrator.upgrade().steps.size()));
}
