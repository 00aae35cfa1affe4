#include "tool/replay/group_digests.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/sha256.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/table_rows.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace kiln::tool {
namespace {

/// Plans hang on them, and on plans the order in which rows come.
bool has_statistics(const sqlite::Connection& connection) {
    sqlite::Statement any;
    return any.prepare(connection, "SELECT 1 FROM main.sqlite_stat1") == SQLITE_OK;
}

/// Of AUTOINCREMENT: those of tables (folded) that are asked for.
void pack_counters(Packer& out, const sqlite::Connection& connection,
                   const std::function<bool(const std::string&)>& is_asked_for) {
    sqlite::Statement counter;
    if (counter.prepare(connection, "SELECT name, seq FROM main.sqlite_sequence") != SQLITE_OK) {
        return;
    }
    while (counter.step() == SQLITE_ROW) {
        const std::string name = folded(counter.text(0));
        if (!is_asked_for(name)) continue;
        out.text(name);
        out.signed_number(counter.number(1));
    }
}

void pack_all_rows(Packer& out, const TableRows& rows) {
    out.number(rows.rows.size());
    for (const TableRows::TableRow& row : rows.rows) {
        out.flag(row.rowid.has_value());
        if (row.rowid) out.signed_number(*row.rowid);
        for (const CellValue& cell : row.values) pack_value(out, cell);
    }
}

/// Which of them came first, wherever it is that they stand.
void pack_order(Packer& out, const std::vector<std::int64_t>& places) {
    std::vector<std::int64_t> sorted = places;
    std::ranges::sort(sorted);
    for (const std::int64_t place : places) {
        const auto at = std::ranges::lower_bound(sorted, place);
        out.number(static_cast<std::uint64_t>(at - sorted.begin()));
    }
}

}  // namespace

const std::string& GroupDigests::of(const std::string& table) {
    constexpr std::size_t most_rows = 100'000;
    const auto [entry, is_new] = digests_.try_emplace(table);
    std::string& digest = entry->second;
    const auto group = database_.schema().groups.find(table);
    if (!is_new || group == database_.schema().groups.end()) return digest;
    Packer out;
    out.text(table);
    for (const SchemaObject& object : group->second) {
        out.number(static_cast<std::uint64_t>(object.kind));
        out.text(object.name);
        out.text(object.sql);
    }
    const SchemaObject& front = group->second.front();
    if (front.kind == SchemaObject::Kind::table) {
        const auto rows = read_rows(database_.handle(), table, most_rows);
        if (!rows || rows->rows.size() >= most_rows) return digest;
        pack_all_rows(out, *rows);
        if (words_of(front.sql).count("autoincrement") > 0) {
            pack_counters(out, sqlite::Connection::borrow(database_.handle()),
                          [&](const std::string& counted) { return counted == table; });
        }
    }
    return digest = short_digest(out.bytes());
}

void GroupDigests::forget(const Changes& changes) {
    // It is no table of the schema's.
    if (changes.whole_schema || changes.rows.count("sqlite_sequence") > 0) return forget_all();
    for (const auto* tables : {&changes.schema, &changes.rows}) {
        for (const std::string& table : *tables) digests_.erase(table);
    }
}

bool GroupDigests::pack(Packer& out, const std::set<std::string>& part,
                        const std::set<std::string>& words) {
    const sqlite::Connection connection = sqlite::Connection::borrow(database_.handle());
    if (has_statistics(connection)) return false;
    std::vector<std::int64_t> places;
    out.number(part.size());
    for (const std::string& table : part) {
        const std::string& digest = of(table);
        if (digest.empty()) return false;
        out.text(digest);
        for (const SchemaObject& object : database_.schema().groups.at(table)) {
            places.push_back(object.row);
        }
    }
    pack_order(out, places);
    // Of tables that are to come.
    if (words.count("autoincrement") + words.count("rename") > 0) {
        pack_counters(out, connection, [&](const std::string& table) {
            return words.count(table) > 0 && part.count(table) == 0;
        });
    }
    return true;
}

std::string short_digest(std::string_view bytes) {
    constexpr std::size_t enough = 16;
    const Sha256::Digest digest = Sha256().add(bytes).digest();
    return {digest.begin(), digest.begin() + enough};
}

}  // namespace kiln::tool
