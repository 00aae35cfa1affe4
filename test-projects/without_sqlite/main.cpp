#include <kiln/migrator.hpp>
#include <service_db/migrations.hpp>

#include <cstdio>

int main() {
    const kiln::MigrationTable table = service_db::migrations();
    std::printf("%zu revision, %zu drivers\n", table.migrations.size(), table.drivers.size());
    try {
        kiln::Migrator migrator{"sqlite:///service.db", table};
    } catch (const kiln::Error& error) {
        std::printf("%s\n", error.what());
    }
}
