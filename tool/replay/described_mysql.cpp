#include "tool/replay/described_mysql.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/mysql_catalog.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

/// Something that is made by a statement of its own.
struct Made {
    std::string name;
    std::string sql;
    std::vector<std::string> needs;  ///< names of others of its kind
};

/// Each behind what it needs, by name where that leaves a choice. Answers whether a circle is left.
bool order_by_needs(std::vector<Made>& all) {
    std::vector<Made> ordered;
    ordered.reserve(all.size());
    std::set<std::string> there;
    bool has_circle = false;
    while (!all.empty()) {
        auto next = std::ranges::find_if(all, [&](const Made& each) {
            return std::ranges::all_of(each.needs, [&](const std::string& need) {
                return need == each.name || there.contains(need);
            });
        });
        has_circle = has_circle || next == all.end();
        if (next == all.end()) next = all.begin();
        there.insert(next->name);
        ordered.push_back(std::move(*next));
        all.erase(next);
    }
    all = std::move(ordered);
    return has_circle;
}

/// Without ` AUTO_INCREMENT=…` behind the parentheses.
std::string without_counter_of_table(std::string create) {
    const std::size_t end = create.rfind("\n)");
    if (end == std::string::npos) return create;
    return create.substr(0, end) + without_counter(create.substr(end));
}

class MysqlDescriber {
public:
    MysqlDescriber(Connection& connection, const std::string& version_table)
        : connection_(connection),
          own_{folded(version_table), std::string(history_table), std::string(compatible_table),
               std::string(journal_table)} {
        schema_.dialect = Dialect::mysql;
        ask("SELECT DATABASE(), VERSION()", [&](Row row) {
            database_ = row[0].text;
            writes_defaults_ = row[1].text.find("MariaDB") != std::string_view::npos;
        });
        ask("SHOW VARIABLES LIKE 'sql_mode'", [&](Row row) { mode_ = row[1].text; });
    }

    DescribedSchema describe() {
        read_names();
        for (const std::string& name : sequences_) {
            schema_.statements.push_back(create("SEQUENCE", name, 1));
        }
        add_tables();
        add_routines();
        add_views();
        add_triggers();
        add_events();
        return std::move(schema_);
    }

private:
    void ask(const std::string& sql, const std::function<void(Row)>& each_row) {
        const FirstStatement done = connection_.run_first(sql, {}, each_row);
        if (done.fault) throw database_error(*done.fault, Doing::read, connection_.name());
    }

    bool is_own(std::string_view table) const { return own_.contains(folded(table)); }

    /// What SHOW CREATE says in that column.
    std::string create(const char* kind, const std::string& name, std::size_t column) {
        std::string sql;
        ask("SHOW CREATE " + std::string(kind) + " " + in_backticks(name),
            [&](Row row) { sql = row[column].text; });
        sql = without_database(std::move(sql), database_);
        take_definer(sql);
        return sql;
    }

    void read_names() {
        ask("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
            "DATABASE() AND TABLE_TYPE NOT LIKE '%TEMPORARY%' ORDER BY TABLE_NAME",
            [&](Row row) {
                if (is_own(row[0].text)) return;
                const std::string_view type = row[1].text;
                std::vector<std::string>& names = type == "VIEW"       ? views_
                                                  : type == "SEQUENCE" ? sequences_
                                                                       : tables_;
                names.emplace_back(row[0].text);
            });
    }

    void add_tables() {
        std::map<std::string, DescribedTable> described;
        std::vector<Made> made;
        made.reserve(tables_.size());
        for (const std::string& name : tables_) {
            described[name].name = name;
            made.push_back({name, without_counter_of_table(create("TABLE", name, 1)), {}});
        }
        read_columns(described);
        read_indexes(described);
        read_foreign_keys(described);
        for (Made& table : made) {
            for (const DescribedForeignKey& key : described[table.name].foreign_keys) {
                if (described.contains(key.references)) table.needs.push_back(key.references);
            }
        }
        const bool has_circle = order_by_needs(made);
        if (has_circle) schema_.statements.emplace_back("SET FOREIGN_KEY_CHECKS = 0");
        for (Made& table : made) {
            schema_.statements.push_back(std::move(table.sql));
            schema_.tables.push_back(std::move(described[table.name]));
        }
        if (has_circle) schema_.statements.emplace_back("SET FOREIGN_KEY_CHECKS = 1");
    }

    using Tables = std::map<std::string, DescribedTable>;

    /// The table of that name; null where it is not described.
    static DescribedTable* find(Tables& tables, std::string_view name) {
        const auto found = tables.find(std::string(name));
        return found == tables.end() ? nullptr : &found->second;
    }

    void read_columns(Tables& tables) {
        ask("SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA FROM "
            "information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, "
            "ORDINAL_POSITION",
            [&](Row row) {
                DescribedTable* const table = find(tables, row[0].text);
                if (table == nullptr) return;
                DescribedColumn column;
                column.name = row[1].text;
                column.type = row[2].text;
                column.not_null = row[3].text == "NO";
                column.default_text = default_of(row[4], row[5].text);
                table->columns.push_back(std::move(column));
            });
    }

    /// MariaDB writes it as SQL does; MySQL writes texts bare, and says what is an expression.
    std::optional<std::string> default_of(const Cell& cell, std::string_view extra) const {
        if (cell.kind == Cell::Kind::null) return std::nullopt;
        if (writes_defaults_ && cell.text == "NULL") return std::nullopt;
        if (writes_defaults_ || extra.find("DEFAULT_GENERATED") != std::string_view::npos) {
            return std::string(cell.text);
        }
        return string_in_sql(cell.text);
    }

    void read_indexes(Tables& tables) {
        struct Found {
            DescribedTable* table;
            DescribedIndex index;
        };
        std::vector<Found> found;
        ask("SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME FROM "
            "information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, "
            "INDEX_NAME, SEQ_IN_INDEX",
            [&](Row row) {
                DescribedTable* const table = find(tables, row[0].text);
                if (table == nullptr) return;
                if (found.empty() || found.back().table != table ||
                    found.back().index.name != row[1].text) {
                    found.push_back({table, {std::string(row[1].text), row[2].text == "0", {}}});
                }
                std::optional<std::string> column;
                if (row[3].kind != Cell::Kind::null) column = row[3].text;
                found.back().index.columns.push_back(std::move(column));
            });
        for (Found& each : found) {
            std::vector<std::string> unique;
            for (const auto& column : each.index.columns) {
                if (column) unique.push_back(*column);
            }
            if (each.index.name == "PRIMARY") set_key(*each.table, unique);
            const bool is_plain = unique.size() == each.index.columns.size();
            if (each.index.unique && is_plain) {
                each.table->unique_columns.push_back(std::move(unique));
            }
            if (each.index.name != "PRIMARY") each.table->indexes.push_back(std::move(each.index));
        }
    }

    static void set_key(DescribedTable& table, const std::vector<std::string>& key) {
        for (DescribedColumn& column : table.columns) {
            const auto place = std::ranges::find(key, column.name);
            if (place == key.end()) continue;
            column.primary_key = static_cast<unsigned>(place - key.begin()) + 1;
        }
    }

    void read_foreign_keys(Tables& tables) {
        std::string last;
        ask("SELECT TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, COLUMN_NAME, "
            "REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = "
            "DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, "
            "CONSTRAINT_NAME, ORDINAL_POSITION",
            [&](Row row) {
                DescribedTable* const table = find(tables, row[0].text);
                if (table == nullptr) return;
                std::string key = table->name;
                key.append(".").append(row[1].text);
                if (std::exchange(last, key) != key) {
                    table->foreign_keys.push_back({{}, std::string(row[2].text), {}});
                }
                table->foreign_keys.back().columns.emplace_back(row[3].text);
                table->foreign_keys.back().referred_columns.emplace_back(row[4].text);
            });
    }

    void add_views() {
        std::vector<Made> made;
        made.reserve(views_.size());
        for (const std::string& name : views_) {
            Made view{name, create("VIEW", name, 1), {}};
            for (const std::string& other : views_) {
                if (view.sql.find(in_backticks(other)) == std::string::npos) continue;
                view.needs.push_back(other);
            }
            made.push_back(std::move(view));
        }
        order_by_needs(made);
        for (Made& view : made) {
            schema_.statements.push_back(view.sql);
            schema_.views.push_back({std::move(view.name), std::move(view.sql)});
        }
    }

    /// In the mode in which it was made: its body is read in that.
    void add_in_mode(std::string_view mode, std::string sql) {
        const auto set = [&](std::string_view to) {
            schema_.statements.push_back("SET sql_mode = " + string_in_sql(to));
        };
        if (mode != mode_) set(mode);
        schema_.statements.push_back(std::move(sql));
        if (mode != mode_) set(mode_);
    }

    void add_routines() {
        struct Routine {
            std::string kind, name, mode;
        };
        std::vector<Routine> routines;
        // Not there where the server was started without its system tables.
        connection_.run_first(
            "SELECT ROUTINE_TYPE, ROUTINE_NAME, SQL_MODE FROM information_schema.ROUTINES WHERE "
            "ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_TYPE, ROUTINE_NAME",
            {}, [&](Row row) {
                routines.push_back(
                    {std::string(row[0].text), std::string(row[1].text), std::string(row[2].text)});
            });
        for (const Routine& each : routines) {
            add_in_mode(each.mode, create(each.kind.c_str(), each.name, 2));
        }
    }

    void add_triggers() {
        struct Trigger {
            std::string name, table, mode;
        };
        std::vector<Trigger> triggers;
        ask("SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, SQL_MODE FROM information_schema.TRIGGERS "
            "WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, "
            "EVENT_MANIPULATION, ACTION_ORDER",
            [&](Row row) {
                if (is_own(row[1].text)) return;
                triggers.push_back(
                    {std::string(row[0].text), std::string(row[1].text), std::string(row[2].text)});
            });
        for (Trigger& each : triggers) {
            std::string sql = create("TRIGGER", each.name, 2);
            add_in_mode(each.mode, sql);
            schema_.triggers.push_back({each.name, each.table, std::move(sql)});
        }
    }

    void add_events() {
        std::vector<std::pair<std::string, std::string>> events;
        connection_.run_first(
            "SELECT EVENT_NAME, SQL_MODE FROM information_schema.EVENTS WHERE EVENT_SCHEMA = "
            "DATABASE() ORDER BY EVENT_NAME",
            {}, [&](Row row) {
                events.emplace_back(std::string(row[0].text), std::string(row[1].text));
            });
        for (const auto& [name, mode] : events) add_in_mode(mode, create("EVENT", name, 3));
    }

    Connection& connection_;
    std::set<std::string> own_;  ///< Kiln's tables, folded
    std::string database_;
    std::string mode_;
    bool writes_defaults_ = true;
    std::vector<std::string> tables_;
    std::vector<std::string> views_;
    std::vector<std::string> sequences_;
    DescribedSchema schema_;
};

}  // namespace

DescribedSchema describe_mysql(Connection& connection, const std::string& version_table) {
    MysqlDescriber describer(connection, version_table);
    const MysqlReading reading(connection);
    return describer.describe();
}

}  // namespace kiln::tool
