#include <kiln/migrator.hpp>
#include <notes/migrations.hpp>

#include <cstdio>
#include <exception>

static_assert(notes::head == "b2");

// Brings the database in the working directory up to date and says what ran.
int main() {
    try {
        kiln::Migrator migrator{"sqlite:///notes.db", notes::migrations()};
        for (const kiln::ReportStep& step : migrator.upgrade().steps) {
            std::printf("applied %s\n", step.revision.c_str());
        }
        std::printf("at %s\n", migrator.current().front().c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
