// The floor: a migration loop as a careful C programmer writes it by hand over SQLite, for one
// linear chain. It carries the same baked SQL as Kiln's program, and no code of Kiln's.
//   floor <database> head | new | upgrade one|each | downgrade one|each

#include "table.hpp"

#include <kiln/migration_table.hpp>

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

sqlite3* db = nullptr;

[[noreturn]] void fail() {
    std::fprintf(stderr, "floor: %s\n", sqlite3_errmsg(db));
    if (sqlite3_get_autocommit(db) == 0) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(db);
    std::exit(1);
}

void run(const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void run_pieces(kiln::Range<kiln::Text> pieces) {
    if (pieces.size() == 1) {
        run(pieces[0].data());
        return;
    }
    std::string sql;
    for (const kiln::Text& piece : pieces) sql.append(piece.data(), piece.size());
    run(sql.c_str());
}

void run_script(const kiln::Script& script) { run_pieces(script.pieces); }

/// How many revisions of the chain are applied.
std::size_t read_version(const kiln::MigrationTable& table) {
    sqlite3_stmt* select = nullptr;
    const char* sql = "SELECT version_num FROM alembic_version";
    const int prepared = sqlite3_prepare_v2(db, sql, -1, &select, nullptr);
    if (prepared == SQLITE_ERROR) return 0;  // no such table
    if (prepared != SQLITE_OK) fail();
    std::size_t applied = 0;
    const int stepped = sqlite3_step(select);
    if (stepped == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(select, 0));
        const std::size_t size = std::strlen(text);
        for (std::size_t i = table.migrations.size(); i > 0 && applied == 0; --i) {
            if (table.migrations[i - 1].revision == kiln::Text(text, size)) applied = i;
        }
        if (applied == 0) {
            std::fprintf(stderr, "floor: unknown revision %s\n", text);
            std::exit(1);
        }
    } else if (stepped != SQLITE_DONE) {
        fail();
    }
    sqlite3_finalize(select);
    return applied;
}

void write_version(const kiln::MigrationTable& table, std::size_t applied) {
    run("DELETE FROM alembic_version");
    if (applied == 0) return;
    sqlite3_stmt* insert = nullptr;
    const char* sql = "INSERT INTO alembic_version (version_num) VALUES (?1)";
    if (sqlite3_prepare_v2(db, sql, -1, &insert, nullptr) != SQLITE_OK) fail();
    const kiln::Text revision = table.migrations[applied - 1].revision;
    sqlite3_bind_text(insert, 1, revision.data(), static_cast<int>(revision.size()), SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) fail();
    sqlite3_finalize(insert);
}

void check_foreign_keys() {
    sqlite3_stmt* check = nullptr;
    if (sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &check, nullptr) != SQLITE_OK) {
        fail();
    }
    const int stepped = sqlite3_step(check);
    sqlite3_finalize(check);
    if (stepped == SQLITE_DONE) return;
    std::fprintf(stderr, "floor: a foreign key is broken\n");
    std::exit(1);
}

void begin() {
    run("BEGIN IMMEDIATE");
    run("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))");
}

void finish(const kiln::MigrationTable& table, std::size_t applied) {
    check_foreign_keys();
    write_version(table, applied);
    run("COMMIT");
}

void migrate(const kiln::MigrationTable& table, std::size_t target, bool commit_each) {
    if (read_version(table) == target) return;
    run("PRAGMA foreign_keys = OFF");
    begin();
    std::size_t applied = read_version(table);
    while (applied != target) {
        if (applied < target) {
            run_script(table.migrations[applied++].scripts[0].upgrade);
        } else {
            run_script(table.migrations[--applied].scripts[0].downgrade);
        }
        if (!commit_each || applied == target) continue;
        finish(table, applied);
        begin();
    }
    finish(table, applied);
}

void make_from_snapshot(const kiln::MigrationTable& table) {
    if (read_version(table) != 0) return;
    run("PRAGMA foreign_keys = OFF");
    begin();
    if (read_version(table) == 0) run_pieces(table.snapshot);
    finish(table, table.migrations.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 2;
    const kiln::MigrationTable& table = KILN_BENCH_NAMESPACE::migrations();
    if (sqlite3_open(argv[1], &db) != SQLITE_OK) fail();
    const std::string verb = argv[2];
    const bool commit_each = argc > 3 && std::strcmp(argv[3], "each") == 0;
    if (verb == "head") {
        if (read_version(table) != table.migrations.size()) return 1;
    } else if (verb == "new") {
        make_from_snapshot(table);
    } else {
        migrate(table, verb == "upgrade" ? table.migrations.size() : 0, commit_each);
    }
    sqlite3_close(db);
    return 0;
}
