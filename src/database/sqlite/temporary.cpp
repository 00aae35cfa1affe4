#include "src/database/sqlite/temporary.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln::sqlite {

int find_temporary(const Connection& connection, std::vector<TemporaryObject>& found) {
    Statement rows;
    int result = rows.prepare(
        connection,
        "SELECT type, name, EXISTS (SELECT 1 FROM main.sqlite_master AS own WHERE own.name = "
        "object.name COLLATE NOCASE) FROM sqlite_temp_master AS object WHERE substr(name, 1, 7) <> "
        "'sqlite_' ORDER BY type = 'index', name");
    if (result != SQLITE_OK) return result;
    while ((result = rows.step()) == SQLITE_ROW) {
        found.push_back(
            {std::string(rows.text(0)), std::string(rows.text(1)), rows.number(2) != 0});
    }
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

bool may_make_temporary(std::string_view sql) {
    constexpr std::string_view temp = "temp";
    constexpr std::size_t at_m = 2;  // the letter that is rarest in SQL
    for (std::size_t at = at_m; at < sql.size(); ++at) {
        if (sql[at] != 'm' && sql[at] != 'M') continue;
        if (equal_ignoring_case(sql.substr(at - at_m, temp.size()), temp)) return true;
    }
    return false;
}

TemporaryScope::TemporaryScope(sqlite3* db, std::string_view sql, bool is_code)
    : connection_(Connection::borrow(db)), watches_(is_code || may_make_temporary(sql)) {
    if (watches_ && find_temporary(connection_, known_) != SQLITE_OK) watches_ = false;
}

TemporaryScope::~TemporaryScope() {
    if (!watches_) return;
    std::vector<TemporaryObject> now;
    if (find_temporary(connection_, now) != SQLITE_OK) return;
    for (const TemporaryObject& object : now) {
        const bool was_there = std::any_of(known_.begin(), known_.end(), [&](const auto& each) {
            return each.type == object.type && each.name == object.name;
        });
        if (was_there) continue;
        // An index may have gone with its table.
        const std::string drop =
            "DROP " + object.type + " IF EXISTS temp." + quoted_name(object.name);
        connection_.execute(drop.c_str());
    }
}

}  // namespace kiln::sqlite
