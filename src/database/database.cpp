#include "src/database/database.hpp"

#include "src/database/sqlite/database.hpp"
#include "src/database/url.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

namespace kiln {

std::unique_ptr<Database> make_database(std::string_view url, const Options& options) {
    DatabaseUrl parsed = parse_url(url);
    if (parsed.dialect == Dialect::sqlite) {
        return std::make_unique<SqliteDatabase>(std::move(parsed.database), options);
    }
    throw make_error(Code::no_driver,
                     "this program has no driver for " + parsed.scheme + ", which the URL " +
                         quote(hide_password(url)) + " asks for",
                     "use a SQLite URL: sqlite:///file.db");
}

}  // namespace kiln
