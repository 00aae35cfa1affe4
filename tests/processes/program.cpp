// A program that brings its database up to date at its start, as Kiln's users write them.
//
//     program DATABASE REVISIONS [each|snapshot [BACKUP]]

#include "tests/processes/revisions.hpp"
#include "tests/support/database_file.hpp"

#include <kiln/migrator.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const int count = std::atoi(argv[2]);
    const std::string_view mode = argc > 3 ? argv[3] : "";
    const kiln::support::TestTable revisions = kiln::processes::revisions(count);
    kiln::MigrationTable table = revisions;
    const std::string sql = kiln::processes::snapshot_of_revisions(count);
    const kiln::Text snapshot[] = {kiln::Text(sql)};
    if (mode == "snapshot") table.snapshot = snapshot;
    kiln::Options options;
    options.transaction_per_migration = mode == "each";
    if (argc > 4) options.backup = argv[4];
    try {
        kiln::Migrator migrator(kiln::support::url_of(argv[1]), table, options);
        const kiln::Report report = migrator.upgrade();
        std::printf("%zu\n", report.steps.size());
    } catch (const kiln::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
