#include "tool/replay/kept_database.hpp"

#include "src/database/sqlite/handles.hpp"
#include "tool/schema/memory_database.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#if defined(__GNUC__) && !defined(_WIN32)
// A program that was built for a newer SQLite starts on an older one, which has neither.
#pragma weak sqlite3_serialize
#pragma weak sqlite3_deserialize
#endif

namespace kiln::tool {
#if SQLITE_VERSION_NUMBER >= 3036000
namespace {

bool gives_bytes() { return sqlite3_libversion_number() >= 3036000; }

/// There is more than one copy while it is kept.
constexpr std::int64_t most_bytes_kept = std::int64_t{64} << 20;
/// It costs less than to read a schema again and again.
constexpr std::int64_t most_bytes_of_a_part = std::int64_t{32} << 20;

std::int64_t answer_in(sqlite3* db, std::string_view sql) {
    sqlite::Statement row;
    if (row.prepare(sqlite::Connection::borrow(db), std::string(sql)) != SQLITE_OK ||
        row.step() != SQLITE_ROW) {
        throw memory_database_failure(db);
    }
    return row.number(0);
}

std::int64_t database_size(sqlite3* db) {
    return answer_in(db, "PRAGMA main.page_count") * answer_in(db, "PRAGMA main.page_size");
}

/// Null where there is none.
unsigned char* database_bytes(sqlite3* db, sqlite3_int64& size) {
    return sqlite3_serialize(db, "main", &size, 0);
}

std::string in_quotes_as_text(std::string_view name) {
    std::string text = "'";
    for (const char c : name) text.append(c == '\'' ? 2 : 1, c);
    return text += "'";
}

std::string deletion_of_others(const std::set<std::string>& tables) {
    std::string sql =
        "DELETE FROM sqlite_master WHERE substr(tbl_name, 1, 7) <> 'sqlite_' "
        "AND tbl_name COLLATE NOCASE NOT IN (''";
    for (const std::string& table : tables) sql.append(", ").append(in_quotes_as_text(table));
    return sql += ")";
}

}  // namespace

bool keep_database(sqlite3* db, Packer& out) {
    if (!gives_bytes() || sqlite3_get_autocommit(db) == 0) return false;
    if (answer_in(db, "SELECT count(*) FROM sqlite_temp_master") != 0) return false;
    if (database_size(db) > most_bytes_kept) return false;
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(database_bytes(db, size),
                                                                        &sqlite3_free);
    if (bytes == nullptr) return false;
    out.sparse({reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)});
    out.number(static_cast<std::uint64_t>(answer_in(db, "PRAGMA main.schema_version")));
    out.signed_number(sqlite3_last_insert_rowid(db));
    return true;
}

void take_up_database(Unpacker& in, sqlite3* db) {
    if (!gives_bytes()) throw NotPacked();
    std::string bytes = in.sparse();
    const std::string version =
        "PRAGMA main.schema_version = " + std::to_string(in.number_below(UINT32_MAX));
    const std::int64_t last_rowid = in.signed_number();
    const sqlite::Connection kept = open_in_memory();
    const auto size = static_cast<sqlite3_int64>(bytes.size());
    if (sqlite3_deserialize(kept.get(), "main", reinterpret_cast<unsigned char*>(bytes.data()),
                            size, size, SQLITE_DESERIALIZE_READONLY) != SQLITE_OK) {
        throw NotPacked();
    }
    copy_database(kept.get(), db);
    // A copy counts as a change of the schema.
    if (sqlite::Connection::borrow(db).execute(version.c_str()) != SQLITE_OK) {
        throw memory_database_failure(db);
    }
    sqlite3_set_last_insert_rowid(db, last_rowid);
}

// What goes, goes from the list of objects alone, and is back before anything reads that.
bool copy_part(sqlite3* from, sqlite3* to, const std::set<std::string>& tables) {
    if (!gives_bytes() || database_size(from) > most_bytes_of_a_part) return false;
    constexpr unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE;
    // So that the part of before goes before the new one is there.
    if (sqlite3_deserialize(to, "main", nullptr, 0, 0, flags) != SQLITE_OK) return false;
    const sqlite::Connection source = sqlite::Connection::borrow(from);
    sqlite3_int64 size = 0;
    unsigned char* bytes = nullptr;
    const bool was_writable = source.setting(SQLITE_DBCONFIG_WRITABLE_SCHEMA);
    source.set(SQLITE_DBCONFIG_WRITABLE_SCHEMA, true);
    if (source.execute("BEGIN") == SQLITE_OK &&
        source.execute(deletion_of_others(tables).c_str()) == SQLITE_OK) {
        bytes = database_bytes(from, size);
    }
    source.set(SQLITE_DBCONFIG_WRITABLE_SCHEMA, was_writable);
    if (source.in_transaction() && source.execute("ROLLBACK") != SQLITE_OK) {
        throw memory_database_failure(from);
    }
    return bytes != nullptr &&
           sqlite3_deserialize(to, "main", bytes, size, size, flags) == SQLITE_OK;
}
#else
bool keep_database(sqlite3*, Packer&) { return false; }
void take_up_database(Unpacker&, sqlite3*) { throw NotPacked(); }
bool copy_part(sqlite3*, sqlite3*, const std::set<std::string>&) { return false; }
#endif

}  // namespace kiln::tool
