// What Kiln makes of the same table: an application that migrates itself.
//   application <database> head | new | upgrade one|each | downgrade one|each
// `new` takes the snapshot, `upgrade` runs each revision. `snapshot` tells its size in bytes.

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
        const std::string verb = argv[2];
        options.snapshot = verb != "upgrade";
        const std::string file = argv[1];
        kiln::Migrator migrator{file == ":memory:" ? "sqlite://" : "sqlite:///" + file,
                                KILN_BENCH_NAMESPACE::migrations(), std::move(options)};
        if (verb == "snapshot") {
            std::size_t bytes = 0;
            for (const kiln::Text& piece : KILN_BENCH_NAMESPACE::migrations().snapshot) {
                bytes += piece.size();
            }
            std::printf("%zu\n", bytes);
            return 0;
        }
        if (verb == "head") return migrator.upgrade().empty() ? 0 : 1;
        if (verb == "new" || verb == "upgrade") migrator.upgrade();
        if (verb == "downgrade") migrator.downgrade("base");
        return 0;
    } catch (const kiln::Error& error) {
        std::fprintf(stderr, "application: %s\n", error.what());
        return 1;
    }
}
