// Brings a database to a revision: accounts <file> [<revision>].

#include <accounts/migrations.hpp>

#include <kiln/migrator.hpp>
#include <kiln/sqlite.hpp>

#include <cstdio>
#include <string>

static_assert(accounts::head == "58d1c07be6a4");

int main(int argc, char** argv) {
    try {
        kiln::Migrator migrator(kiln::sqlite_url(argv[1]), accounts::migrations());
        const std::string target = argc > 2 ? argv[2] : "heads";
        const bool down = argc > 3;
        const kiln::Report report = down ? migrator.downgrade(target) : migrator.upgrade(target);
        for (const kiln::ReportStep& step : report.steps)
            std::printf("%s\n", step.revision.c_str());
    } catch (const kiln::Error& error) {
        std::fprintf(stderr, "accounts: %s\n", error.what());
        return 1;
    }
}
