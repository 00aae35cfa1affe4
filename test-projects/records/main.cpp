#include <kiln/error.hpp>
#include <kiln/migrator.hpp>
#include <records/db/migrations.hpp>

#include <cstdio>

int main(int argc, char** argv) {
    try {
        kiln::Migrator migrator{argc > 1 ? argv[1] : "sqlite:///records.db",
                                records::db::migrations()};
        for (const kiln::ReportStep& step : migrator.upgrade().steps) {
            std::printf("applied %s\n", step.revision.c_str());
        }
        for (const std::string& head : migrator.current()) {
            std::printf("at %s\n", head.c_str());
        }
        return 0;
    } catch (const kiln::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
