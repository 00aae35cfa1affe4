#include "tool/rules/server_losses.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/statement_summary.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

/// A column, and the type that its values are read as.
using ReadColumn = std::pair<ServerColumn, std::string>;
using Values = std::vector<std::string>;

/// Of each column, as texts of its type; none where the server does not read one of them so.
std::optional<std::vector<Values>> values_of_all(ServerStage& stage, const ServerTable& table,
                                                 const std::vector<ReadColumn>& columns) {
    std::string list;
    for (const auto& [column, type] : columns) {
        list += (list.empty() ? "" : ", ") + stage.as_text(column, type);
    }
    std::vector<Values> values(columns.size());
    const bool is_done = stage.select(
        fmt::format("SELECT {} FROM {} LIMIT 10000", list, stage.rows_sql(table)), [&](Row row) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (row[i].kind != Cell::Kind::null) values[i].emplace_back(row[i].text);
            }
        });
    if (!is_done) return std::nullopt;
    for (Values& each : values) std::ranges::sort(each);
    return values;
}

/// Together where that goes, else each alone.
std::vector<std::optional<Values>> values_of(ServerStage& stage, const ServerTable& table,
                                             const std::vector<ReadColumn>& columns) {
    std::vector<std::optional<Values>> out;
    if (columns.empty()) return out;
    if (auto all = values_of_all(stage, table, columns)) {
        for (Values& each : *all) out.emplace_back(std::move(each));
        return out;
    }
    for (const ReadColumn& column : columns) {
        auto one = values_of_all(stage, table, {column});
        out.push_back(one ? std::optional(std::move(one->front())) : std::nullopt);
    }
    return out;
}

std::optional<std::size_t> count_of(ServerStage& stage, const ServerTable& table) {
    std::size_t count = 0;
    const FirstStatement done = stage.connection().run_first(
        "SELECT count(*) FROM " + stage.rows_sql(table), {},
        [&](Row row) { count = static_cast<std::size_t>(server_number(row[0].text)); });
    return done.fault ? std::nullopt : std::optional(count);
}

/// What a section says of rows and values.
class Said {
public:
    Said(const std::string& sql, SqlRules rules) : rules_(rules) {
        StatementSplitter splitter(rules);
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
    /// ALTER TYPE … RENAME VALUE: they are called otherwise then.
    bool renames_values_of(const std::string& type) const {
        const std::string name = last_part(folded(type.substr(0, type.find('['))));
        return renamed_.contains(unquoted(name));
    }
    /// A copy of rows that leaves some out.
    bool filters() const { return filters_; }

private:
    static std::string last_part(const std::string& name) {
        return name.substr(name.find('.') == std::string::npos ? 0 : name.find('.') + 1);
    }

    void read(std::string_view statement) {
        const std::vector<Token> tokens = tokens_of(statement, rules_);
        if (tokens.empty()) return;
        const std::string all = folded(statement);
        const auto has = [&](const char* word) { return all.find(word) != std::string::npos; };
        if (is_any(tokens.front(), {"do", "call", "select", "merge"}) ||
            (is(tokens.front(), "create") && (has("function") || has("procedure")))) {
            may_delete_anything_ |= has("delete") || has("truncate") || has("execute");
            may_set_anything_ |= has("update") || has("execute");
        }
        for (std::size_t at = 3; at + 1 < tokens.size() && is(tokens[0], "alter"); ++at) {
            if (is(tokens[1], "type") && is(tokens[at], "rename") && is(tokens[at + 1], "value")) {
                renamed_.insert(folded(unquoted(tokens[at - 1].text)));
            }
        }
        // Those of WITH, too.
        for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
            std::size_t name = at + 1;
            if (is(tokens[at], "delete") &&
                (is(tokens[name], "from") || rules_ == SqlRules::mysql)) {
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
        const StatementSummary summary = summary_of(statement, rules_);
        for (const Assignment& each : summary.assignments) sets_.insert(each.column);
        if (summary.kind == StatementSummary::Kind::insert ||
            summary.kind == StatementSummary::Kind::create_table) {
            filters_ |= has("where") || has("group by") || has("having") || has("distinct") ||
                        has("except") || has("intersect");
            if (has("do update") || has("duplicate key")) may_set_anything_ = true;
        }
    }

    SqlRules rules_;
    std::set<std::string> deletes_;
    std::set<std::string> sets_;
    std::set<std::string> renamed_;  // types
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
    LossSearch(ServerStage& stage, const Section& section, const ServerState& state,
               const ServerContents& before, std::vector<ServerLoss>& found)
        : stage_(stage),
          said_(section.sql, stage.rules()),
          state_(state),
          before_(before),
          found_(found) {
        names_ = stage.names();
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
        const auto after = stage_.state(now);
        if (!after) return;
        for (const auto& [oid, current] : became) {
            compare(oid, state_.tables.at(oid), before_.at(oid), after->tables.at(current));
        }
    }

private:
    void compare(Oid64 oid, const ServerTable& was, const ServerRows& rows, const ServerTable& is) {
        const bool rebuilt = !names_.contains(oid);
        const auto count = count_of(stage_, is);
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
            const int place =
                !rebuilt && is.columns.contains(number) ? number : is.find(folded(values.name));
            if (place == 0) continue;
            const ServerColumn& column = is.columns.at(place);
            if (said_.sets(column.name) || said_.sets(values.name)) continue;
            if (said_.renames_values_of(values.type)) continue;
            read.emplace_back(column, values.type);
            old.push_back(&values);
        }
        const std::vector<std::optional<Values>> now = values_of(stage_, is, read);
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

    ServerStage& stage_;
    Said said_;
    const ServerState& state_;
    const ServerContents& before_;
    std::vector<ServerLoss>& found_;
    ServerTableNames names_;
};

}  // namespace

ServerContents read_contents(ServerStage& stage, const ServerState& state) {
    ServerContents contents;
    if (state.tables.empty()) return contents;
    for (const auto& [oid, table] : state.tables) {
        ServerRows rows;
        rows.count = count_of(stage, table).value_or(0);
        if (rows.count > 0) {
            std::vector<ReadColumn> read;
            std::vector<int> numbers;
            for (const auto& [number, column] : table.columns) {
                if (column.generated) continue;
                read.emplace_back(column, column.type);
                numbers.push_back(number);
            }
            auto values = values_of(stage, table, read);
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (!values[i]) continue;
                rows.columns[numbers[i]] = {read[i].first.name, read[i].second,
                                            *std::move(values[i])};
            }
        }
        contents.emplace(oid, std::move(rows));
    }
    return contents;
}

void find_losses(ServerStage& stage, const Section& section, const ServerState& state,
                 const ServerContents& before, std::vector<ServerLoss>& found) {
    LossSearch(stage, section, state, before, found).look();
}

}  // namespace kiln::tool
