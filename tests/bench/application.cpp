// What Kiln makes of the same table: an application that migrates itself.
//   application <database> head | upgrade one|each | downgrade one|each

#include "table.hpp"

#include <kiln/migrator.hpp>

#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    try {
        kiln::Options options;
        options.transaction_per_migration = argc > 3 && std::strcmp(argv[3], "each") == 0;
        const std::string file = argv[1];
        kiln::Migrator migrator{file == ":memory:" ? "sqlite://" : "sqlite:///" + file,
                                KILN_BENCH_NAMESPACE::migrations(), std::move(options)};
        const std::string verb = argv[2];
        if (verb == "head") return migrator.upgrade().empty() ? 0 : 1;
        if (verb == "upgrade") migrator.upgrade();
        if (verb == "downgrade") migrator.downgrade("base");
        return 0;
    } catch (const kiln::Error& error) {
        std::fprintf(stderr, "application: %s\n", error.what());
        return 1;
    }
}
