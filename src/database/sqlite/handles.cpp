#include "src/database/sqlite/handles.hpp"

#include "src/database/sqlite/files.hpp"
#include "src/text/message.hpp"

namespace kiln::sqlite {

int Connection::open(const std::string& file, int flags, const char* file_system) {
    close();
    owned_ = true;
    return sqlite3_open_v2(file.c_str(), &handle_, flags, file_system);
}

void Connection::close() noexcept {
    if (owned_) sqlite3_close_v2(handle_);
    handle_ = nullptr;
    owned_ = false;
}

int Connection::execute(const char* sql) const {
    return sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
}

bool Connection::setting(int option) const {
    int value = 0;
    sqlite3_db_config(handle_, option, -1, &value);
    return value != 0;
}

bool Connection::set(int option, bool on) const {
    int value = 0;
    const int result = sqlite3_db_config(handle_, option, on ? 1 : 0, &value);
    return result == SQLITE_OK && (value != 0) == on;
}

int Statement::prepare(const Connection& connection, std::string_view sql) {
    finalize();
    return sqlite3_prepare_v2(connection.get(), sql.data(), static_cast<int>(sql.size()), &handle_,
                              nullptr);
}

void Statement::finalize() noexcept {
    sqlite3_finalize(handle_);
    handle_ = nullptr;
}

void Statement::bind(int index, std::string_view text) {
    // An empty view may have a null pointer, which SQLite would bind as NULL.
    sqlite3_bind_text(handle_, index, text.empty() ? "" : text.data(),
                      static_cast<int>(text.size()), SQLITE_STATIC);
}

void Statement::bind(int index, std::int64_t number) { sqlite3_bind_int64(handle_, index, number); }

int Statement::run() {
    const int result = sqlite3_step(handle_);
    sqlite3_reset(handle_);
    return result == SQLITE_DONE || result == SQLITE_ROW ? SQLITE_OK : result;
}

std::string_view Statement::text(int column) const {
    const auto* data = sqlite3_column_text(handle_, column);
    const int size = sqlite3_column_bytes(handle_, column);
    if (data == nullptr) return {};
    return {reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::string_view Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(handle_, column);
    const int size = sqlite3_column_bytes(handle_, column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

namespace {

/// Nothing for any other error.
const char* limit_on_writing(sqlite3* db) {
    if (sqlite3_extended_errcode(db) != SQLITE_IOERR_WRITE) return nullptr;
    // Of a statement; a COMMIT leaves it with the file alone, the database's or the journal's.
    int of_database = 0;
    int of_journal = 0;
    sqlite3_file* journal = nullptr;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_LAST_ERRNO, &of_database);
    sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal);
    if (journal != nullptr && journal->pMethods != nullptr) {
        journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &of_journal);
    }
    for (const int error : {sqlite3_system_errno(db), of_database, of_journal}) {
        if (const char* const limit = limit_of(error)) return limit;
    }
    return nullptr;
}

}  // namespace

bool reached_limit(sqlite3* db) { return limit_on_writing(db) != nullptr; }

int last_error(sqlite3* db) {
    return reached_limit(db) ? SQLITE_FULL : sqlite3_extended_errcode(db);
}

std::string last_message(sqlite3* db) {
    const char* const limit = limit_on_writing(db);
    return limit == nullptr ? one_line(sqlite3_errmsg(db)) : limit;
}

bool is_busy(int result) {
    const int primary = result & 0xff;
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_PROTOCOL;
}

std::string plain_file_name(const std::string& file) {
    const bool special = file.compare(0, 5, "file:") == 0 || file.compare(0, 1, ":") == 0;
    return special ? "./" + file : file;
}

}  // namespace kiln::sqlite
