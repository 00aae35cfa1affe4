// Brings a database to a revision: accounts <file> [<revision> [down]]. With KILL_AT=<n> it dies in
// the midst of a revision in C++, at the n-th time that one says how far it is.

#include <accounts/migrations.hpp>

#include <kiln/migrator.hpp>
#include <kiln/sqlite.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

static_assert(accounts::head == "58d1c07be6a4");

int main(int argc, char** argv) {
    try {
        kiln::Options options;
        if (const char* text = std::getenv("KILL_AT")) {
            options.progress = [left = std::atoi(text)](const kiln::Progress& progress) mutable {
                if (progress.event == kiln::Progress::Event::running && --left == 0)
                    std::raise(SIGKILL);
            };
        }
        kiln::Migrator migrator(kiln::sqlite_url(argv[1]), accounts::migrations(), options);
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
