#include "tool/rules/server_losses.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/server_canaries.hpp"
#include "tool/rules/statement_summary.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

/// Of every column of these tables: its type.
std::map<std::pair<Oid64, int>, std::string> types_of(Connection& connection,
                                                      const ServerState& state) {
    std::string list;
    for (const auto& [oid, table] : state.tables) {
        list += (list.empty() ? "" : ",") + std::to_string(oid);
    }
    std::map<std::pair<Oid64, int>, std::string> types;
    connection.run_first(
        "SELECT attrelid, attnum, pg_catalog.format_type(atttypid, atttypmod) FROM "
        "pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = ANY ('{" +
            list + "}'::pg_catalog.oid[])",
        {}, [&](Row row) {
            types[{server_number(row[0].text), static_cast<int>(server_number(row[1].text))}] =
                row[2].text;
        });
    return types;
}

/// A column by its name, and the type that its values are read as.
using ReadColumn = std::pair<std::string, std::string>;
using Values = std::vector<std::string>;

/// Of each column, as texts of its type; none where the server does not read one of them so.
std::optional<std::vector<Values>> values_of_all(Connection& connection, const ServerTable& table,
                                                 const std::vector<ReadColumn>& columns) {
    std::string list;
    for (const auto& [name, type] : columns) {
        list += (list.empty() ? "" : ", ") + quoted_name(name) + "::text::" + type + "::text";
    }
    std::vector<Values> values(columns.size());
    connection.run_first("SAVEPOINT kiln_values");
    const FirstStatement done = connection.run_first(
        "SELECT " + list + " FROM ONLY " + quoted_table(table.schema, table.name) + " LIMIT 10000",
        {}, [&](Row row) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (row[i].kind != Cell::Kind::null) values[i].emplace_back(row[i].text);
            }
        });
    connection.run_first(done.fault ? "ROLLBACK TO SAVEPOINT kiln_values"
                                    : "RELEASE SAVEPOINT kiln_values");
    if (done.fault) return std::nullopt;
    for (Values& each : values) std::ranges::sort(each);
    return values;
}

/// Together where that goes, else each alone.
std::vector<std::optional<Values>> values_of(Connection& connection, const ServerTable& table,
                                             const std::vector<ReadColumn>& columns) {
    std::vector<std::optional<Values>> out;
    if (columns.empty()) return out;
    if (auto all = values_of_all(connection, table, columns)) {
        for (Values& each : *all) out.emplace_back(std::move(each));
        return out;
    }
    for (const ReadColumn& column : columns) {
        auto one = values_of_all(connection, table, {column});
        out.push_back(one ? std::optional(std::move(one->front())) : std::nullopt);
    }
    return out;
}

std::optional<std::size_t> count_of(Connection& connection, const ServerTable& table) {
    std::size_t count = 0;
    const FirstStatement done = connection.run_first(
        "SELECT pg_catalog.count(*) FROM ONLY " + quoted_table(table.schema, table.name), {},
        [&](Row row) { count = server_number(row[0].text); });
    return done.fault ? std::nullopt : std::optional(count);
}

/// What a section says of rows and values.
class Said {
public:
    explicit Said(const std::string& sql) {
        StatementSplitter splitter(SqlRules::postgresql);
        for (std::string_view rest = sql; !rest.empty();) {
            const ScriptStatement statement = splitter.first(rest);
            if (statement.is_none()) break;
            read(rest.substr(statement.begin, statement.end - statement.begin));
            rest.remove_prefix(std::min(statement.next, rest.size()));
        }
    }

    bool deletes_from(const ServerTable& table) const {
        return may_delete_anything_ || deletes_.contains(folded(table.name));
    }
    bool sets(const std::string& column) const {
        return may_set_anything_ || sets_.contains(folded(column));
    }
    /// A copy of rows that leaves some out.
    bool filters() const { return filters_; }

private:
    static std::string last_part(const std::string& name) {
        return name.substr(name.find('.') == std::string::npos ? 0 : name.find('.') + 1);
    }

    void read(std::string_view statement) {
        const std::vector<Token> tokens = tokens_of(statement, SqlRules::postgresql);
        if (tokens.empty()) return;
        const std::string all = folded(statement);
        const auto has = [&](const char* word) { return all.find(word) != std::string::npos; };
        if (is_any(tokens.front(), {"do", "call", "select", "merge"}) ||
            (is(tokens.front(), "create") && (has("function") || has("procedure")))) {
            may_delete_anything_ |= has("delete") || has("truncate") || has("execute");
            may_set_anything_ |= has("update") || has("execute");
        }
        // Those of WITH, too.
        for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
            std::size_t name = at + 1;
            if (is(tokens[at], "delete") && is(tokens[name], "from")) {
                ++name;
            } else if (is(tokens[at], "truncate")) {
                name += is(tokens[name], "table") ? 1 : 0;
            } else {
                continue;
            }
            for (; name < tokens.size() && !is_any(tokens[name], {"where", "using", "cascade"});
                 ++name) {
                deletes_.insert(folded(unquoted(tokens[name].text)));
            }
        }
        const StatementSummary summary = summary_of(statement, SqlRules::postgresql);
        for (const Assignment& each : summary.assignments) sets_.insert(each.column);
        if (summary.kind == StatementSummary::Kind::insert ||
            summary.kind == StatementSummary::Kind::create_table) {
            filters_ |= has("where") || has("group by") || has("having") || has("distinct") ||
                        has("except") || has("intersect");
            if (has("do update")) may_set_anything_ = true;
        }
    }

    std::set<std::string> deletes_;
    std::set<std::string> sets_;
    bool may_delete_anything_ = false;
    bool may_set_anything_ = false;
    bool filters_ = false;
};

/// The table that took the place of one that is gone.
std::optional<Oid64> named_as(const ServerTableNames& names, const ServerTable& table) {
    for (const auto& [oid, name] : names) {
        if (name.first == table.schema && name.second == table.name) return oid;
    }
    return std::nullopt;
}

class LossSearch {
public:
    LossSearch(Connection& connection, const Section& section, const ServerState& state,
               const ServerContents& before, std::vector<ServerLoss>& found)
        : connection_(connection),
          said_(section.sql),
          state_(state),
          before_(before),
          found_(found) {
        names_ = read_table_names(connection);
    }

    void look() {
        std::set<Oid64> now;
        std::map<Oid64, Oid64> became;
        for (const auto& [oid, table] : state_.tables) {
            const auto rows = before_.find(oid);
            if (rows == before_.end() || rows->second.count == 0) continue;
            std::optional<Oid64> current = oid;
            if (!names_.contains(oid)) {
                current = named_as(names_, table);
                // One that was there before has rows of its own.
                if (!current || state_.tables.contains(*current)) continue;
            }
            became[oid] = *current;
            now.insert(*current);
        }
        const auto after = read_state(connection_, now);
        if (!after) return;
        for (const auto& [oid, current] : became) {
            compare(oid, state_.tables.at(oid), before_.at(oid), after->tables.at(current));
        }
    }

private:
    void compare(Oid64 oid, const ServerTable& was, const ServerRows& rows, const ServerTable& is) {
        const bool rebuilt = !names_.contains(oid);
        const auto count = count_of(connection_, is);
        if (!count) return;
        const bool says_rows_go =
            said_.deletes_from(was) || said_.deletes_from(is) || (rebuilt && said_.filters());
        if (*count < rows.count) {
            if (says_rows_go) return;
            const std::size_t lost = rows.count - *count;
            found_.push_back(
                {Code::rows_lost, oid, was.shown(), "",
                 (lost == rows.count
                      ? std::string("all rows")
                      : std::to_string(lost) + " of " + std::to_string(rows.count) + " rows") +
                     " of " + in_quotes(was.shown()) + " are lost, and no DELETE or WHERE says so",
                 ""});
            return;
        }
        // Which of them are new is not known.
        if (*count > rows.count || says_rows_go) return;
        std::vector<ReadColumn> read;
        std::vector<const ServerValues*> old;
        for (const auto& [number, values] : rows.columns) {
            std::string name;
            if (!rebuilt && is.columns.contains(number)) {
                name = is.columns.at(number).name;
            } else if (is.find(folded(values.name)) != 0) {
                name = values.name;
            }
            if (name.empty() || said_.sets(name) || said_.sets(values.name)) continue;
            read.emplace_back(name, values.type);
            old.push_back(&values);
        }
        const std::vector<std::optional<Values>> now = values_of(connection_, is, read);
        for (std::size_t i = 0; i < now.size(); ++i) compare_values(oid, was, *old[i], now[i]);
    }

    void compare_values(Oid64 oid, const ServerTable& was, const ServerValues& values,
                        const std::optional<Values>& now) {
        if (now && *now == values.values) return;
        ServerLoss loss{Code::values_lost,
                        oid,
                        was.shown(),
                        values.name,
                        "values of column " + in_quotes(values.name) + " of " +
                            in_quotes(was.shown()) + " are lost, and no UPDATE says so",
                        ""};
        if (now) {
            std::vector<std::string> gone;
            std::ranges::set_difference(values.values, *now, std::back_inserter(gone));
            if (!gone.empty()) loss.note = "such as " + quote(gone.front());
        }
        found_.push_back(std::move(loss));
    }

    Connection& connection_;
    Said said_;
    const ServerState& state_;
    const ServerContents& before_;
    std::vector<ServerLoss>& found_;
    ServerTableNames names_;
};

}  // namespace

ServerContents read_contents(Connection& connection, const ServerState& state) {
    ServerContents contents;
    if (state.tables.empty()) return contents;
    const auto types = types_of(connection, state);
    for (const auto& [oid, table] : state.tables) {
        ServerRows rows;
        rows.count = count_of(connection, table).value_or(0);
        if (rows.count > 0) {
            std::vector<ReadColumn> read;
            std::vector<int> numbers;
            for (const auto& [number, column] : table.columns) {
                const auto type = types.find({oid, number});
                if (column.generated || type == types.end()) continue;
                read.emplace_back(column.name, type->second);
                numbers.push_back(number);
            }
            auto values = values_of(connection, table, read);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (!values[i]) continue;
                rows.columns[numbers[i]] = {read[i].first, read[i].second, *std::move(values[i])};
            }
        }
        contents.emplace(oid, std::move(rows));
    }
    return contents;
}

void find_losses(Connection& connection, const Section& section, const ServerState& state,
                 const ServerContents& before, std::vector<ServerLoss>& found) {
    LossSearch(connection, section, state, before, found).look();
}

}  // namespace kiln::tool
