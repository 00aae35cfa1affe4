#include <app/audit/migrations.hpp>
#include <app/events/migrations.hpp>
#include <app/users/migrations.hpp>
#include <kiln/migrator.hpp>

#include <cstdio>

int main() {
    for (const kiln::MigrationTable& table :
         {app::users::migrations(), app::events::migrations(), app::audit::migrations()}) {
        kiln::Migrator migrator{"sqlite://", table};
        migrator.upgrade();
        std::printf("%s\n", std::string(table.migrations[0].message).c_str());
    }
}
