#include "tool/schema/describe_schema.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/schema.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// The rows of a question that is sure to be one.
class Answer {
public:
    Answer(sqlite3* db, const std::string& question) : db_(db) {
        if (rows_.prepare(sqlite::Connection::borrow(db), question) != SQLITE_OK) {
            throw memory_database_failure(db);
        }
    }
    bool next() {
        const int result = rows_.step();
        if (result != SQLITE_ROW && result != SQLITE_DONE) throw memory_database_failure(db_);
        return result == SQLITE_ROW;
    }
    std::string text(int column) const { return std::string(rows_.text(column)); }
    std::optional<std::string> text_or_null(int column) const {
        if (rows_.type(column) == SQLITE_NULL) return std::nullopt;
        return text(column);
    }
    std::int64_t number(int column) const { return rows_.number(column); }

private:
    sqlite3* db_;
    sqlite::Statement rows_;
};

class Describer {
public:
    Describer(sqlite3* db, const Schema& schema) : db_(db), schema_(schema) {}

    /// Of the groups that `takes` says.
    template <class Takes>
    DescribedSchema describe(Takes takes) {
        Answer objects(db_,
                       "SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT "
                       "NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY rowid");
        DescribedSchema described;
        while (objects.next()) {
            const std::string type = objects.text(0);
            const std::string owner = folded(objects.text(2));
            if (!takes(owner) || is_shadow_table(schema_, owner)) continue;
            const std::string name = objects.text(1);
            const std::string sql = objects.text(3);
            described.statements.push_back(sql);
            if (type == "table") described.tables.push_back(table(name));
            if (type == "view") described.views.push_back({name, sql});
            if (type == "trigger") described.triggers.push_back({name, objects.text(2), sql});
        }
        return described;
    }

private:
    static std::string pragma(const char* name, const std::string& of) {
        return std::string("PRAGMA main.") + name + "(" + quoted_name(of) + ")";
    }

    DescribedTable table(const std::string& name) {
        DescribedTable table{name, columns(name), {}, foreign_keys(name), {}};
        add_indexes(table);
        std::map<unsigned, std::string> key;
        for (const DescribedColumn& column : table.columns) {
            if (column.primary_key > 0) key.emplace(column.primary_key, column.name);
        }
        std::vector<std::string> unique;
        unique.reserve(key.size());
        for (const auto& [place, column] : key) unique.push_back(column);
        if (!unique.empty()) table.unique_columns.push_back(std::move(unique));
        return table;
    }

    std::vector<DescribedColumn> columns(const std::string& table) {
        std::vector<DescribedColumn> columns;
        Answer rows(db_, pragma("table_xinfo", table));
        while (rows.next()) {
            constexpr std::int64_t of_virtual_table = 1;
            if (rows.number(6) == of_virtual_table) continue;
            columns.push_back({rows.text(1), rows.text(2), rows.number(3) != 0,
                               rows.text_or_null(4), static_cast<unsigned>(rows.number(5))});
        }
        return columns;
    }

    /// SQLite tells the last one first.
    std::vector<DescribedForeignKey> foreign_keys(const std::string& table) {
        std::map<std::int64_t, DescribedForeignKey> keys;
        Answer rows(db_, pragma("foreign_key_list", table));
        while (rows.next()) {
            DescribedForeignKey& key = keys[-rows.number(0)];
            key.references = rows.text(2);
            key.columns.push_back(rows.text(3));
            if (const auto column = rows.text_or_null(4)) key.referred_columns.push_back(*column);
        }
        std::vector<DescribedForeignKey> all;
        for (auto& [number, key] : keys) {
            if (key.referred_columns.empty()) key.referred_columns = key_of(key.references);
            all.push_back(std::move(key));
        }
        return all;
    }

    std::vector<std::string> key_of(const std::string& table) {
        std::map<unsigned, std::string> key;
        for (const DescribedColumn& column : columns(table)) {
            if (column.primary_key > 0) key.emplace(column.primary_key, column.name);
        }
        std::vector<std::string> names;
        names.reserve(key.size());
        for (const auto& [place, name] : key) names.push_back(name);
        return names;
    }

    void add_indexes(DescribedTable& table) {
        struct Found {
            DescribedIndex index;
            bool has_name = false;
            bool is_partial = false;
        };
        std::vector<Found> found;
        Answer rows(db_, pragma("index_list", table.name));
        while (rows.next()) {
            found.push_back({{rows.text(1), rows.number(2) != 0, {}},
                             rows.text(3) == "c",
                             rows.number(4) != 0});
        }
        std::ranges::reverse(found);  // the last one comes first
        for (Found& each : found) {
            Answer columns(db_, pragma("index_info", each.index.name));
            std::vector<std::string> unique;
            while (columns.next()) {
                each.index.columns.push_back(columns.text_or_null(2));
                if (each.index.columns.back()) unique.push_back(*each.index.columns.back());
            }
            const bool has_expression = unique.size() != each.index.columns.size();
            if (each.index.unique && !each.is_partial && !has_expression) {
                table.unique_columns.push_back(std::move(unique));
            }
            if (each.has_name) table.indexes.push_back(std::move(each.index));
        }
    }

    sqlite3* db_;
    const Schema& schema_;
};

}  // namespace

DescribedSchema describe_schema(sqlite3* db, const std::set<std::string>& left_out) {
    const Schema schema = read_schema(db);
    return Describer(db, schema).describe([&](const std::string& group) {
        return left_out.count(group) == 0;
    });
}

DescribedSchema describe_groups(sqlite3* db, const Schema& schema,
                                const std::set<std::string>& groups) {
    return Describer(db, schema).describe([&](const std::string& group) {
        return groups.count(group) > 0;
    });
}

}  // namespace kiln::tool
