#include "src/database/open.hpp"

#include "src/database/url.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <string>

namespace kiln {
namespace {

const Driver* find_driver(const MigrationTable& table, Dialect dialect) {
    for (const DriverFunction driver : table.drivers) {
        if (driver().dialect == dialect) return &driver();
    }
    return nullptr;
}

std::string hint_for(Dialect dialect) {
    switch (dialect) {
        case Dialect::sqlite:
            return "name DIALECT sqlite in add_migrations()";
        case Dialect::postgresql:
            return "name DIALECT postgresql in add_migrations(); kiln itself has one where libpq "
                   "is there, and was when it was built";
        case Dialect::mysql:
            return "name DIALECT mysql in add_migrations(); kiln itself has one where libmariadb "
                   "is there, and was when it was built";
    }
    return "";
}

}  // namespace

std::unique_ptr<Connection> open_connection(std::string_view url, const MigrationTable& table,
                                            const Options& options) {
    const DatabaseUrl parsed = parse_url(url);
    if (!options.schema.empty() && parsed.dialect != Dialect::postgresql) {
        throw make_error(Code::malformed_option,
                         "a schema is PostgreSQL's, and the URL " + quote(parsed.shown) +
                             " names another database",
                         "leave `schema` empty for it");
    }
    if (options.connect && parsed.dialect != Dialect::sqlite) {
        throw make_error(Code::connect_without_sqlite,
                         "Options::connect prepares connections to SQLite, but the URL " +
                             quote(hide_password(url)) + " names another database",
                         "leave `connect` empty for it");
    }
    if (const Driver* const driver = find_driver(table, parsed.dialect)) {
        return driver->open(parsed, options);
    }
    throw make_error(Code::no_driver,
                     "this program has no driver for " + parsed.scheme + ", which the URL " +
                         quote(hide_password(url)) + " asks for",
                     hint_for(parsed.dialect));
}

std::unique_ptr<Connection> borrow_connection(Dialect dialect, void* handle,
                                              const MigrationTable& table, const Options& options) {
    if (handle == nullptr) {
        throw make_error(Code::cannot_open, "the connection given to the Migrator is null",
                         "look at what opened it before the Migrator is made");
    }
    if (const Driver* const driver = find_driver(table, dialect)) {
        return driver->borrow(handle, options);
    }
    throw make_error(Code::no_driver, "these migrations have no driver for the connection",
                     hint_for(dialect));
}

}  // namespace kiln
