#pragma once
// Qt's connections to SQLite: for programs that have Qt SQL, 5 or 6, and link Kiln::sqlite. Kiln
// itself links nothing of Qt.

#include <kiln/detail/foreign_connection.hpp>
#include <kiln/result.hpp>

#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlDriver>
#include <QtSql/QSqlQuery>

#include <cstring>
#include <string>

namespace kiln {
namespace detail {

inline ForeignConnection ask_qt(const QSqlDatabase& database) {
    ForeignConnection found;
    found.owner = "Qt";
    found.name = database.connectionName().toStdString();
    found.is_valid = database.isValid();
    found.driver = database.driverName().toStdString();
    found.is_open = database.isOpen();
    if (!found.is_valid || !found.is_open) return found;
    // As Qt's documentation says of QSqlDriver::handle().
    const QVariant handle = database.driver()->handle();
    if (!handle.isValid() || handle.typeName() == nullptr ||
        std::strcmp(handle.typeName(), "sqlite3*") != 0) {
        return found;
    }
    found.handle = *static_cast<sqlite3* const*>(handle.constData());
    QSqlQuery query(database);
    if (query.exec(QStringLiteral("SELECT sqlite_source_id()")) && query.next())
        found.source_id = query.value(0).toString().toStdString();
    return found;
}

}  // namespace detail

/// The connection to SQLite beneath one of Qt's, for Migrator(sqlite3*, …). It is Qt's, open as
/// long as Qt leaves it open; a QSqlDatabase is for the thread that opened it, and so is this.
/// Throws kiln::Error K446 where Qt has another SQLite than the program, as a QSQLITE plugin does
/// that was built with Qt's own copy: two of them in one process undo each other's locks on a file.
/// K447 for what is not open, not valid, or not SQLite's.
[[nodiscard]] inline sqlite3* sqlite_connection(const QSqlDatabase& database) {
    return detail::own_sqlite_connection(detail::ask_qt(database));
}

/// The same without exceptions.
[[nodiscard]] inline Result<sqlite3*> try_sqlite_connection(const QSqlDatabase& database) noexcept {
    return detail::try_own_sqlite_connection(detail::ask_qt(database));
}

}  // namespace kiln
