// revision: 7c0de4a91b35
// down_revision: 3f2a9c61d0b7
// message: fold the names
// create_date: 2026-11-23T15:00:00Z

#include <kiln/models.hpp>
#include <kiln/operations.hpp>

#include <sqlite3.h>

#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

std::string fold(std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

void fold_name(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    sqlite3_result_text(context, fold(name == nullptr ? "" : name).c_str(), -1, SQLITE_TRANSIENT);
}

/// As the table is here, whatever becomes of it.
struct Account {
    std::int64_t id;
    std::string name;
};

}  // namespace

// By a function of its own in SQL.
template <>
void kiln::revision<"7c0de4a91b35">::upgrade(kiln::Operations& op) {
    sqlite3_create_function(op.sqlite(), "fold_name", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                            nullptr, fold_name, nullptr, nullptr);
    op.execute("ALTER TABLE account ADD COLUMN name_key TEXT NOT NULL DEFAULT ''");
    op.execute("UPDATE account SET name_key = fold_name(name)");
    std::string last;
    for (const Account& account :
         op.query<Account>("SELECT id, name FROM account ORDER BY name_key")) {
        if (!last.empty() && fold(account.name) == fold(last))
            throw std::runtime_error("the accounts '" + last + "' and '" + account.name +
                                     "' have one name");
        last = account.name;
    }
}

template <>
void kiln::revision<"7c0de4a91b35">::downgrade(kiln::Operations& op) {
    op.execute("ALTER TABLE account DROP COLUMN name_key");
}
