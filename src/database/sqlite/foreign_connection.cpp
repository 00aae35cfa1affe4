#include "src/database/sqlite/foreign_connection.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/error.hpp>

#include <sqlite3.h>

#include <string>
#include <utility>

namespace kiln::sqlite {
namespace {

using kiln::detail::ForeignConnection;

Diagnostic two_sqlites(const std::string& library, const std::string& difference) {
    return diagnose(Code::two_sqlites,
                    library + " has another SQLite than this program: " + difference,
                    "link both to one SQLite, as a system's packages do, or give the Migrator the "
                    "file's URL before " +
                        library + " opens it");
}

/// Of one version there can be two copies as well, linked into both. Each has a list of its own of
/// the file systems that it knows: the connection's is in ours, or it was not opened by ours.
bool is_of_this_copy(sqlite3* handle) {
    sqlite3_vfs* its_own = nullptr;
    if (sqlite3_initialize() != SQLITE_OK) return false;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_VFS_POINTER, &its_own) != SQLITE_OK ||
        its_own == nullptr) {
        return false;
    }
    return sqlite3_vfs_find(its_own->zName) == its_own;
}

}  // namespace

std::optional<Diagnostic> fault_of(const ForeignConnection& connection) {
    const std::string its = connection.owner + "'s connection " + quote(connection.name);
    if (!connection.is_valid) {
        return diagnose(Code::no_sqlite_connection, its + " is not valid",
                        "add it by that name, in this thread, with a driver that is there");
    }
    if (!connection.is_open)
        return diagnose(Code::no_sqlite_connection, its + " is not open", "call open() before");
    if (connection.handle == nullptr) {
        const std::string driver =
            connection.driver.empty() ? std::string() : " " + quote(connection.driver);
        return diagnose(Code::no_sqlite_connection,
                        its + " is no SQLite's: the driver" + driver + " gives no sqlite3*",
                        "give the Migrator the URL of that database");
    }
    if (connection.source_id.empty()) {
        return diagnose(Code::two_sqlites, connection.owner + " does not say which SQLite it has",
                        "give the Migrator the file's URL before it opens the file");
    }
    const std::string ours = sqlite3_sourceid();
    if (connection.source_id != ours)
        return two_sqlites(connection.owner, quote(connection.source_id) + ", not " + quote(ours));
    if (!is_of_this_copy(connection.handle))
        return two_sqlites(connection.owner, "a second copy of the same version");
    return std::nullopt;
}

}  // namespace kiln::sqlite

namespace kiln::detail {

sqlite3* own_sqlite_connection(const ForeignConnection& connection) {
    if (std::optional<Diagnostic> fault = sqlite::fault_of(connection))
        throw Error(std::move(*fault));
    return connection.handle;
}

Result<sqlite3*> try_own_sqlite_connection(const ForeignConnection& connection) noexcept {
    if (std::optional<Diagnostic> fault = sqlite::fault_of(connection))
        return Error(std::move(*fault));
    return connection.handle;
}

}  // namespace kiln::detail
