// Whatever the version table and the log hold: the answer is right or an error of the range K4xx,
// nothing is changed by an error, and rows are never taken for none.

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <sqlite3.h>

#include <array>
#include <string>
#include <vector>

namespace kiln::fuzz {
namespace {

const support::TestTable& table() {
    static const support::TestTable revisions(
        "a label one; b < a; c < a; d < b c; e needs b",
        {{"a",
          {.upgrade = "CREATE TABLE IF NOT EXISTS a (x); INSERT INTO a VALUES (1);",
           .downgrade = "DROP TABLE a;"}},
         {"d", {.upgrade = "CREATE TABLE IF NOT EXISTS d (x);", .min_compatible = "a"}}});
    return revisions;
}

class Bytes {
public:
    explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
    bool empty() const { return bytes_.empty(); }
    unsigned next() {
        if (bytes_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(1);
        return byte;
    }
    std::string_view text() {
        const std::string_view text = bytes_.substr(0, next() % 40);
        bytes_.remove_prefix(text.size());
        return text;
    }

private:
    std::string_view bytes_;
};

class Database {
public:
    Database() { sqlite3_open(":memory:", &handle_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close_v2(handle_); }
    sqlite3* get() const { return handle_; }

    void run(const char* sql) const { sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); }

    /// A value of any type, by the bytes.
    void insert(const char* sql, Bytes& bytes, int values) const {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) return;
        for (int i = 1; i <= values; ++i) bind(statement, i, bytes);
        sqlite3_step(statement);
        sqlite3_finalize(statement);
    }

    std::string content() const {
        std::string all;
        for (const char* sql :
             {"SELECT name, sql FROM sqlite_schema", "SELECT * FROM alembic_version",
              "SELECT * FROM kiln_history", "SELECT * FROM kiln_compatible", "SELECT * FROM a"}) {
            sqlite3_stmt* statement = nullptr;
            if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) continue;
            while (sqlite3_step(statement) == SQLITE_ROW) {
                for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                    all += std::to_string(sqlite3_column_type(statement, i)) + ":";
                    const void* bytes = sqlite3_column_blob(statement, i);
                    const int size = sqlite3_column_bytes(statement, i);
                    if (size > 0) all.append(static_cast<const char*>(bytes), std::size_t(size));
                    all += '|';
                }
                all += '\n';
            }
            sqlite3_finalize(statement);
        }
        return all;
    }

    int count(const char* sql) const {
        sqlite3_stmt* statement = nullptr;
        int result = -1;
        if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK) return result;
        if (sqlite3_step(statement) == SQLITE_ROW) result = sqlite3_column_int(statement, 0);
        sqlite3_finalize(statement);
        return result;
    }

private:
    static void bind(sqlite3_stmt* statement, int index, Bytes& bytes) {
        constexpr std::array names{"a", "b", "c", "d", "e", "f", "A", "", "alembic_version"};
        const unsigned kind = bytes.next() % 8;
        if (kind == 0) return;  // NULL
        if (kind == 1) {
            sqlite3_bind_int64(statement, index, std::int64_t(bytes.next()) * 1'000'000'007);
            return;
        }
        if (kind == 2) {
            sqlite3_bind_double(statement, index, bytes.next() / 3.0);
            return;
        }
        const std::string_view text =
            kind < 5 ? bytes.text() : std::string_view(names[bytes.next() % names.size()]);
        if (kind == 3) {
            sqlite3_bind_blob(statement, index, text.data(), int(text.size()), SQLITE_TRANSIENT);
        } else {
            sqlite3_bind_text(statement, index, text.data(), int(text.size()), SQLITE_TRANSIENT);
        }
    }

    sqlite3* handle_ = nullptr;
};

void fill(const Database& database, Bytes& bytes) {
    constexpr std::array version_tables{
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT "
        "alembic_version_pkc PRIMARY KEY (version_num))",
        "CREATE TABLE alembic_version (version_num)",
        "CREATE TABLE alembic_version (version_num TEXT COLLATE NOCASE, more DEFAULT 'x')",
        "CREATE TABLE alembic_version (version_num INTEGER PRIMARY KEY)",
        "CREATE TABLE Alembic_Version (other)",
        "CREATE VIEW alembic_version AS SELECT 'a' AS version_num",
        "",
        "CREATE TABLE alembic_version (version_num); CREATE TRIGGER t AFTER INSERT ON "
        "alembic_version BEGIN DELETE FROM alembic_version; END"};
    constexpr std::array logs{
        "CREATE TABLE kiln_history (sequence INTEGER PRIMARY KEY, revision TEXT NOT NULL, "
        "direction "
        "TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, duration_ms INTEGER NOT "
        "NULL, applied_by TEXT NOT NULL)",
        "CREATE TABLE kiln_history (sequence, revision, direction, checksum, applied_at, "
        "duration_ms, applied_by)",
        "CREATE TABLE kiln_history (x)", ""};
    database.run(version_tables[bytes.next() % version_tables.size()]);
    database.run(logs[bytes.next() % logs.size()]);
    database.run("CREATE TABLE kiln_compatible (version_num, min_compatible)");
    while (!bytes.empty()) {
        switch (bytes.next() % 3) {
            case 0:
                database.insert("INSERT INTO alembic_version (version_num) VALUES (?1)", bytes, 1);
                break;
            case 1:
                database.insert("INSERT INTO kiln_history VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                bytes, 7);
                break;
            default:
                database.insert("INSERT INTO kiln_compatible VALUES (?1, ?2)", bytes, 2);
        }
    }
}

/// True if it did not throw.
template <class Call>
bool holds(const Database& database, bool writes, Call call) {
    const std::string before = database.content();
    bool done = true;
    try {
        call();
    } catch (const Error& error) {
        require(number_of(error.code()) >= 400 && number_of(error.code()) < 500, error.what());
        require_printable(error.what());
        done = false;
    }
    require(sqlite3_get_autocommit(database.get()) != 0, "no transaction is left open");
    if (!done || !writes) {
        require_equal(database.content(), before, "an error, or a look, changes nothing");
    }
    return done;
}

}  // namespace

void run(std::string_view input) {
    Bytes bytes(input);
    Options options;
    options.newer_database =
        bytes.next() % 2 == 0 ? NewerDatabase::refuse : NewerDatabase::accept_compatible;
    const unsigned call = bytes.next();
    const Database database;
    fill(database, bytes);
    Migrator migrator(database.get(), table(), options);

    const int rows = database.count("SELECT count(*) FROM alembic_version");
    const int distinct = database.count("SELECT count(DISTINCT version_num) FROM alembic_version");
    holds(database, false, [&] {
        require(int(migrator.current().size()) == std::max(rows, 0), "each row is seen");
    });
    holds(database, false, [&] { return migrator.pending(); });
    holds(database, false, [&] { migrator.check(); });
    holds(database, false, [&] { return migrator.find_repairs(); });
    if (call % 4 == 0) {
        if (holds(database, true, [&] { migrator.repair(); })) {
            require(migrator.find_repairs().empty(), "a repair leaves nothing to repair");
        }
        return;
    }
    if (call % 4 == 1) {
        holds(database, true, [&] { migrator.downgrade("base"); });
        return;
    }
    Report report;
    const bool done = holds(database, true, [&] { report = migrator.upgrade(); });
    if (!done) return;
    require(rows == distinct || rows < 0, "rows that are repeated are an error");
    const bool ran = database.count("SELECT count(*) FROM a") > 0;
    require(!ran || rows <= 0 ||
                database.count("SELECT count(*) FROM kiln_history WHERE revision = "
                               "'a' AND applied_by LIKE 'kiln%'") > 0,
            "a revision that runs is in the log");
    // With nothing to do the log is not looked at.
    if (options.newer_database == NewerDatabase::accept_compatible) return;
    try {
        migrator.check();
    } catch (const Error& error) {
        require(error.code() == 404 || (report.steps.empty() && error.code() == 408), error.what());
    }
}

}  // namespace kiln::fuzz
