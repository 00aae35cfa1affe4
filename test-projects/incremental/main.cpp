// Prints what the binary carries: the heads, then the SQL of the last revision.
#include <kiln/migration_table.hpp>
#include <notes/db/migrations.hpp>

#include <cstdio>

int main() {
    for (const kiln::Text head : notes::db::heads) {
        std::printf("head %.*s\n", static_cast<int>(head.size()), head.data());
    }
    const auto migrations = notes::db::migrations().migrations;
    for (const kiln::Text piece : migrations[migrations.size() - 1].scripts[0].upgrade.pieces) {
        std::printf("%.*s\n", static_cast<int>(piece.size()), piece.data());
    }
}
