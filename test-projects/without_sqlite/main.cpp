#include <kiln/migrator.hpp>
#include <service_db/migrations.hpp>

#include <cstdio>

int main() {
    const kiln::MigrationTable table = service_db::migrations();
    std::printf("%zu revision, %zu drivers\n", table.migrations.size(), table.drivers.size());
    for (const char* url : {"sqlite:///service.db", "postgresql://me@/shop?host=/nowhere"}) {
        try {
            kiln::Migrator{url, table}.upgrade();
        } catch (const kiln::Error& error) {
            std::printf("%s\n", error.what());
        }
    }
}
