#include "src/database/sqlite/failure.hpp"

#include "src/database/sqlite/files.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/text/message.hpp"

#include <sqlite3.h>

#include <filesystem>
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

/// What mends it, where that is more than the reason says.
const char* hint_of(sqlite3* db, int sqlite_code, Whose whose) {
    if (reached_limit(db)) return "raise that limit (ulimit -f) or the quota, and run again";
    if (whose == Whose::script) {
        if (!misses_registration(sqlite3_errmsg(db))) return "";
        return "let Options::connect register it with the connections that Kiln opens; for kiln "
               "itself, name the extension that has it in kiln.toml: extensions = [\"...\"]";
    }
    switch (sqlite_code & 0xff) {
        case SQLITE_INTERRUPT:
        case SQLITE_NOMEM:
            return "run again";
        case SQLITE_AUTH:
            return "let the authorizer of the connection allow it";
        default:
            return "";
    }
}

}  // namespace

Fault fault_of(sqlite3* db, Whose whose) {
    const int code = last_error(db);
    Fault fault;
    fault.reason = reason_of(code, whose);
    fault.message = last_message(db);
    fault.hint = hint_of(db, code, whose);
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
