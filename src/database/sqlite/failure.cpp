#include "src/database/sqlite/failure.hpp"

#include "src/database/sqlite/files.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <system_error>

namespace kiln {
namespace {

namespace fs = std::filesystem;

}  // namespace

Code code_of(int sqlite_code, bool writing) {
    switch (sqlite_code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return Code::lock_timeout;
        case SQLITE_FULL:
            return Code::disk_full;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return Code::read_only;
        case SQLITE_CANTOPEN:
            // While writing it is the journal that cannot be created beside the file.
            return writing ? Code::read_only : Code::cannot_open;
        default:
            return Code::database_damaged;
    }
}

Code script_code_of(int sqlite_code) {
    switch (sqlite_code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_PROTOCOL:
        case SQLITE_FULL:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return code_of(sqlite_code, true);
        default:
            // LOCKED too: it is a statement of this connection that is in the way.
            return Code::script_failed;
    }
}

std::string hint_for(Code code) {
    switch (code) {
        case Code::lock_timeout:
            return "run again when the other program is done, or raise lock_wait";
        case Code::disk_full:
            return "free some space and run again";
        case Code::read_only:
            return "let this user write the file and its folder";
        case Code::cannot_open:
            return "let this user read the file and its folder";
        default:
            return "check that the URL names the right file; if it does, restore a backup";
    }
}

Error sqlite_failure(sqlite3* db, std::string_view doing, const std::string& name,
                     std::chrono::milliseconds waited) {
    const int extended = sqlite::last_error(db);
    const Code code = code_of(extended, doing == "write");
    std::string message = "cannot " + std::string(doing) + " " + name + ": ";
    if (code == Code::lock_timeout) {
        message += "others have held it for the " + in_seconds(waited) + " that were waited";
    } else {
        message += sqlite::last_message(db);
    }
    const int primary = extended & 0xff;
    std::string hint = hint_for(code);
    if (primary == SQLITE_INTERRUPT || primary == SQLITE_NOMEM) hint = "run again";
    if (primary == SQLITE_AUTH) hint = "let the authorizer of the connection allow it";
    if (sqlite::reached_limit(db)) hint = raise_limit;
    return make_error(code, std::move(message), std::move(hint));
}

bool is_missing(const std::string& file) {
    std::error_code error;
    return fs::status(sqlite::path_of(file), error).type() == fs::file_type::not_found;
}

Error sqlite_open_failure(sqlite3* db, const std::string& file) {
    std::string message = "cannot open the database " + quote(file) + ": ";
    std::error_code error;
    const fs::path path = sqlite::path_of(file);
    const fs::path folder = path.parent_path();
    if (fs::is_directory(path, error)) {
        return make_error(Code::cannot_open, message + "it is a folder", "name a file in the URL");
    }
    if (!folder.empty() && fs::is_regular_file(folder, error)) {
        return make_error(Code::cannot_open,
                          message + quote(sqlite::name_of(folder)) + " is a file and no folder",
                          "correct the URL");
    }
    if (!folder.empty() && fs::status(folder, error).type() == fs::file_type::not_found) {
        return make_error(Code::cannot_open,
                          message + "there is no folder " + quote(sqlite::name_of(folder)),
                          "create the folder with mkdir -p, or correct the URL");
    }
    message += db == nullptr ? "out of memory" : one_line(sqlite3_errmsg(db));
    return make_error(Code::cannot_open, std::move(message), hint_for(Code::cannot_open));
}

}  // namespace kiln
