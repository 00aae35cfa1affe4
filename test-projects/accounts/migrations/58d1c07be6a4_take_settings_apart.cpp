// revision: 58d1c07be6a4
// down_revision: 7c0de4a91b35
// message: take settings apart
// create_date: 2026-11-24T09:00:00Z

#include <kiln/operations.hpp>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace {

/// Of a flat object of strings without escapes, which is all that there is.
std::map<std::string, std::string> parse(std::string_view json) {
    if (!json.starts_with('{') || !json.ends_with('}'))
        throw std::runtime_error("no settings: " + std::string(json));
    std::map<std::string, std::string> out;
    std::string key;
    for (std::size_t at = json.find('"'); at != json.npos; at = json.find('"', at + 1)) {
        const std::size_t end = json.find('"', at + 1);
        std::string word(json.substr(at + 1, end - at - 1));
        if (key.empty()) {
            key = std::move(word);
        } else {
            out.emplace(std::exchange(key, {}), std::move(word));
        }
        at = end;
    }
    return out;
}

}  // namespace

template <>
void kiln::revision<"58d1c07be6a4">::upgrade(kiln::Operations& op) {
    op.execute(
        "CREATE TABLE setting ("
        "account INTEGER NOT NULL REFERENCES account (id), "
        "name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (account, name)) WITHOUT ROWID");
    std::int64_t total = 0;
    for (const auto& row : op.query("SELECT count(*) FROM account"))
        total = row.get<std::int64_t>(0);
    std::int64_t done = 0;
    for (const auto& row : op.query("SELECT id, settings FROM account ORDER BY id")) {
        op.progress(done++, total);
        for (const auto& [name, value] : parse(row.get<std::string>("settings"))) {
            op.execute("INSERT INTO setting VALUES (?, ?, ?)", row.get<std::int64_t>("id"), name,
                       value);
        }
    }
}

template <>
void kiln::revision<"58d1c07be6a4">::downgrade(kiln::Operations& op) {
    std::int64_t done = 0;
    for (const auto& account : op.query("SELECT id FROM account")) {
        op.progress(done++, 0);
        std::string json;
        for (const auto& row : op.query("SELECT name, value FROM setting WHERE account = ? "
                                        "ORDER BY name",
                                        account.get<std::int64_t>(0))) {
            json += json.empty() ? "" : ",";
            json += "\"" + row.get<std::string>(0) + "\":\"" + row.get<std::string>(1) + "\"";
        }
        op.execute("UPDATE account SET settings = ? WHERE id = ?", "{" + json + "}",
                   account.get<std::int64_t>(0));
    }
    op.execute("DROP TABLE setting");
}
