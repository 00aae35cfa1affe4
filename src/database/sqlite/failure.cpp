#include "src/database/sqlite/failure.hpp"

#include "src/database/sqlite/files.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/text/message.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace kiln::sqlite {
namespace {

namespace fs = std::filesystem;

Reason reason_of(int sqlite_code, Whose whose) {
    switch (sqlite_code & 0xff) {
        case SQLITE_LOCKED:
            // In a script it is a statement of this connection that is in the way.
            return whose == Whose::script ? Reason::sql : Reason::busy;
        case SQLITE_BUSY:
        case SQLITE_PROTOCOL:
            return Reason::busy;
        case SQLITE_FULL:
            return Reason::full;
        case SQLITE_READONLY:
            return Reason::read_only;
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return Reason::denied;
        case SQLITE_CANTOPEN:
            return Reason::cannot_open;
        case SQLITE_IOERR:
            return (sqlite_code == SQLITE_IOERR_NOMEM) ? Reason::no_memory : Reason::damaged;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Reason::damaged;
        case SQLITE_CONSTRAINT:
            return Reason::constraint;
        case SQLITE_INTERRUPT:
            return Reason::interrupted;
        case SQLITE_NOMEM:
            return Reason::no_memory;
        default:
            return Reason::sql;
    }
}

/// Whether SQLite misses what an application or an extension brings to a connection.
bool misses_registration(std::string_view message) {
    for (const std::string_view start :
         {"no such function: ", "no such collation sequence: ", "no such module: ",
          "no such tokenizer: ", "unknown tokenizer: "}) {
        if (message.starts_with(start)) return true;
    }
    return false;
}

constexpr std::string_view malformed_schema = "malformed database schema";

struct Limit {
    std::string_view start;  ///< of SQLite's message where it is reached
    int id;
    const char* name;
};
constexpr std::array limits{
    Limit{"string or blob too big", SQLITE_LIMIT_LENGTH, "SQLITE_LIMIT_LENGTH"},
    Limit{"string or blob too big", SQLITE_LIMIT_SQL_LENGTH, "SQLITE_LIMIT_SQL_LENGTH"},
    Limit{"statement too long", SQLITE_LIMIT_SQL_LENGTH, "SQLITE_LIMIT_SQL_LENGTH"},
    Limit{"too many columns", SQLITE_LIMIT_COLUMN, "SQLITE_LIMIT_COLUMN"},
    Limit{"too many terms in compound", SQLITE_LIMIT_COMPOUND_SELECT,
          "SQLITE_LIMIT_COMPOUND_SELECT"},
    Limit{"too many terms in", SQLITE_LIMIT_COLUMN, "SQLITE_LIMIT_COLUMN"},
    Limit{"Expression tree is too large", SQLITE_LIMIT_EXPR_DEPTH, "SQLITE_LIMIT_EXPR_DEPTH"},
    Limit{"too many arguments on", SQLITE_LIMIT_FUNCTION_ARG, "SQLITE_LIMIT_FUNCTION_ARG"},
    Limit{"LIKE or GLOB pattern too complex", SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
          "SQLITE_LIMIT_LIKE_PATTERN_LENGTH"},
    Limit{"too many levels of trigger", SQLITE_LIMIT_TRIGGER_DEPTH, "SQLITE_LIMIT_TRIGGER_DEPTH"},
    Limit{"too many attached databases", SQLITE_LIMIT_ATTACHED, "SQLITE_LIMIT_ATTACHED"},
    Limit{"too many SQL variables", SQLITE_LIMIT_VARIABLE_NUMBER, "SQLITE_LIMIT_VARIABLE_NUMBER"},
    Limit{"variable number must be", SQLITE_LIMIT_VARIABLE_NUMBER, "SQLITE_LIMIT_VARIABLE_NUMBER"},
    // A program of too many steps has no words of its own.
    Limit{"out of memory", SQLITE_LIMIT_VDBE_OP, "SQLITE_LIMIT_VDBE_OP"},
};

/// The limit that was reached, where it is lower than a new connection's; else null.
const Limit* lowered_limit(sqlite3* db, std::string_view message) {
    // Of a stored statement: malformed database schema (wide) - too many columns on wide
    const std::size_t dash = message.find(") - ");
    if (message.starts_with(malformed_schema) && dash != message.npos) {
        message.remove_prefix(dash + 4);
    }
    Connection usual;
    const auto is_lowered = [&](const Limit& limit) {
        if (!message.starts_with(limit.start)) return false;
        constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
        if (!usual.is_open() && usual.open(":memory:", flags) != SQLITE_OK) return false;
        return sqlite3_limit(db, limit.id, -1) < sqlite3_limit(usual.get(), limit.id, -1);
    };
    const auto* const limit = std::ranges::find_if(limits, is_lowered);
    return limit == limits.end() ? nullptr : limit;
}

/// Whether the application lets the database have fewer pages than SQLite does.
bool has_page_limit(sqlite3* db) {
    constexpr std::int64_t usual = 1'073'741'823;  // later versions have more
    Statement pages;
    return pages.prepare(Connection::borrow(db), "PRAGMA main.max_page_count") == SQLITE_OK &&
           pages.step() == SQLITE_ROW && pages.number(0) < usual;
}

/// As the file says it, since one that cannot be read answers no PRAGMA. It is read through
/// SQLite's own handle: closing another would let go of this process's locks.
bool is_wal(sqlite3* db) {
    constexpr sqlite3_int64 offset_of_write_version = 18;
    sqlite3_file* file = nullptr;
    sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (file == nullptr || file->pMethods == nullptr) return false;
    std::array<char, 2> versions{};
    return file->pMethods->xRead(file, versions.data(), versions.size(), offset_of_write_version) ==
               SQLITE_OK &&
           versions == std::array<char, 2>{2, 2};
}

/// Even to read it, SQLite then has to make files beside the database.
bool cannot_make_wal_files(sqlite3* db, int sqlite_code) {
    switch (sqlite_code) {
        case SQLITE_READONLY_DIRECTORY:
        case SQLITE_READONLY_CANTINIT:
        case SQLITE_READONLY_RECOVERY:
        case SQLITE_READONLY_CANTLOCK:
            return is_wal(db);
        default:
            return (sqlite_code & 0xff) == SQLITE_CANTOPEN && is_wal(db);
    }
}

/// Whether commits lie in the file that SQLite keeps beside a database in WAL mode.
bool has_wal_content(sqlite3* db) {
    const char* const file = sqlite3_db_filename(db, "main");
    std::error_code error;
    const auto size =
        file == nullptr ? 0 : fs::file_size(path_of(std::string(file) + "-wal"), error);
    return !error && size > 0;
}

/// What mends it, where that is more than the reason says.
const char* hint_of(sqlite3* db, int sqlite_code, Whose whose) {
    const std::string_view message = sqlite3_errmsg(db);
    if (reached_limit(db)) return "raise that limit (ulimit -f) or the quota, and run again";
    switch (sqlite_code & 0xff) {
        case SQLITE_INTERRUPT:
        case SQLITE_NOMEM:
            return "run again";
        case SQLITE_AUTH:
            return "let the authorizer of the connection allow it";
        case SQLITE_IOERR:
            return "look at the disk and at the file system that it is on, and run again";
        case SQLITE_NOTADB:
            return "check that the URL names the right file; if it does, restore a backup, or let "
                   "Options::connect give the key if it is encrypted";
        case SQLITE_CORRUPT:
            if (!message.starts_with(malformed_schema)) return "";
            return "a newer SQLite than " SQLITE_VERSION
                   " may have made it; if not, restore a backup";
        default:
            break;
    }
    if (sqlite_code == SQLITE_READONLY_DBMOVED) {
        return "the file was moved or deleted while it was open: look where it is, and run again";
    }
    if (message == "unsupported file format")
        return "a newer SQLite than " SQLITE_VERSION " made it";
    if (whose == Whose::script && misses_registration(message)) {
        return "let Options::connect register it with the connections that Kiln opens; for kiln "
               "itself, name the extension that has it in kiln.toml: extensions = [\"...\"]";
    }
    return "";
}

}  // namespace

Fault fault_of(sqlite3* db, Whose whose) {
    const int code = last_error(db);
    Fault fault;
    fault.reason = reason_of(code, whose);
    fault.message = last_message(db);
    fault.hint = hint_of(db, code, whose);
    if (cannot_make_wal_files(db, code)) {
        fault.reason = Reason::read_only;
        fault.message = "it is in WAL mode, and SQLite cannot make its '-wal' and '-shm' beside it";
        fault.hint =
            has_wal_content(db)
                ? "let this user write the folder, or copy the database and its '-wal' to one"
                : "let this user write the folder, or copy the database to one; a program whose "
                  "database nobody writes to can open it with immutable=1 and give the Migrator "
                  "that connection";
    } else if (code == SQLITE_READONLY_ROLLBACK) {
        fault.message =
            "a program was ended in the middle of a change, and SQLite cannot take that back with "
            "the '-journal' beside the file";
    } else if (const Limit* const limit = lowered_limit(db, fault.message)) {
        fault.reason = Reason::limit;
        fault.message += std::string(": ") + limit->name + " of the connection is " +
                         std::to_string(sqlite3_limit(db, limit->id, -1));
        fault.hint = "raise it with sqlite3_limit() before the call";
    } else if (fault.reason == Reason::full && !reached_limit(db) && has_page_limit(db)) {
        fault.hint =
            "free some space, or raise PRAGMA max_page_count of the connection, and run "
            "again";
    }
    return fault;
}

Fault fault_of(sqlite3* db, std::chrono::milliseconds waited) {
    Fault fault = fault_of(db, Whose::own);
    if (fault.reason != Reason::busy) return fault;
    fault.message = "others have held it for the ";
    fault.message += in_seconds(waited);
    fault.message += " that were waited";
    return fault;
}

bool is_missing(const std::string& file) {
    std::error_code error;
    return fs::status(path_of(file), error).type() == fs::file_type::not_found;
}

Error open_failure(sqlite3* db, const std::string& file) {
    std::string message = "cannot open the database " + quote(file) + ": ";
    std::error_code error;
    const fs::path path = path_of(file);
    const fs::path folder = path.parent_path();
    if (fs::is_directory(path, error)) {
        return make_error(Code::cannot_open, message + "it is a folder", "name a file in the URL");
    }
    const std::string folder_name = quote(name_of(folder));
    if (!folder.empty() && fs::is_regular_file(folder, error)) {
        return make_error(Code::cannot_open, message + folder_name + " is a file and no folder",
                          "correct the URL");
    }
    if (!folder.empty() && fs::status(folder, error).type() == fs::file_type::not_found) {
        return make_error(Code::cannot_open, message + "there is no folder " + folder_name,
                          "create the folder with mkdir -p, or correct the URL");
    }
    message += db == nullptr ? "out of memory" : message_of(db);
    return make_error(Code::cannot_open, std::move(message), hint_for(Code::cannot_open));
}

std::string message_of(sqlite3* db) { return one_line(sqlite3_errmsg(db)); }

}  // namespace kiln::sqlite
