#include "tool/rules/server_rebuilds.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/mysql_catalog.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

/// Of a table, by its catalog entries.
struct TableParts {
    struct Part {
        std::string kind;  ///< index, constraint, trigger
        std::string name;
        std::string body;  ///< what it is, without its name
    };
    std::vector<Part> parts;
    std::map<std::string, std::string> columns;  ///< by name, what is said of them
};

std::string without(std::string text, const std::string& piece) {
    const std::size_t at = text.find(piece);
    if (at != std::string::npos) text.erase(at, piece.size());
    return text;
}

/// `CREATE UNIQUE INDEX i ON t USING btree (a)`, `UNIQUE KEY `i` (`a`)`
std::string body_of_index(const std::string& text) {
    std::string body = text.find("UNIQUE") < text.find('(') ? "UNIQUE " : "";
    const std::size_t using_at = text.find(" USING ");
    const bool is_postgresql = text.starts_with("CREATE");
    return body += text.substr(std::min(is_postgresql ? using_at : text.find('('), text.size()));
}

TableParts table_parts(const Catalog& catalog, const std::string& table) {
    TableParts found;
    std::set<std::string> constraints;
    const std::string name = table.substr(table.find(' ') + 1);
    for (const auto& [key, entry] : catalog) {
        if (entry.owner != table) continue;
        const std::string kind = key.substr(0, key.find(' '));
        std::string own = key.substr(key.find(' ') + 1);
        if (kind == "column") {
            // A column that may be NULL has this default, whether it is said or not.
            found.columns[own.substr(std::min(name.size() + 1, own.size()))] =
                without(entry.text, " DEFAULT NULL");
            continue;
        }
        const std::size_t end = own.rfind(" of " + name);
        own = kind == "primary" ? "PRIMARY" : unquoted(own.substr(0, end));
        if (kind == "constraint") {
            constraints.insert(own);
            found.parts.push_back(
                {kind, own, without(entry.text, "CONSTRAINT " + in_backticks(own) + " ")});
        } else if (entry.text.starts_with("UNIQUE") || kind == "primary") {
            // MySQL's
            const std::string body =
                entry.text.substr(std::min(entry.text.find('('), entry.text.size()));
            found.parts.push_back(
                {"constraint", own, (kind == "index" ? "UNIQUE " : "PRIMARY KEY ") + body});
        } else if (kind == "index") {
            found.parts.push_back({kind, own, body_of_index(entry.text)});
        } else if (kind == "trigger") {
            found.parts.push_back({kind, own, without(entry.text, own)});
        }
    }
    // What stands behind a constraint goes with it, and so does what MySQL makes for a foreign key.
    const auto is_behind_one = [&](const TableParts::Part& index) {
        return constraints.contains(index.name) ||
               std::ranges::any_of(found.parts, [&](const TableParts::Part& part) {
                   return part.body.starts_with("FOREIGN KEY " + index.body + " ");
               });
    };
    std::vector<TableParts::Part> parts;
    std::ranges::copy_if(found.parts, std::back_inserter(parts), [&](const TableParts::Part& part) {
        return part.kind != "index" || !is_behind_one(part);
    });
    found.parts = std::move(parts);
    return found;
}

/// In a statement that drops such things.
bool is_dropped_by_name(std::string_view sql, SqlRules rules, const std::string& name) {
    StatementSplitter splitter(rules);
    while (!sql.empty()) {
        const ScriptStatement statement = splitter.first(sql);
        if (statement.is_none()) break;
        const std::set<std::string> words =
            sql_words(sql.substr(statement.begin, statement.end - statement.begin));
        const bool drops = words.contains("drop") && !words.contains("create") &&
                           (words.contains("index") || words.contains("key") ||
                            words.contains("trigger") || words.contains("constraint"));
        if (drops && words.contains(folded(name))) return true;
        sql.remove_prefix(std::min(statement.next, sql.size()));
    }
    return false;
}

std::string shown_part(const TableParts::Part& part) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kinds{
        {{"CHECK", "CHECK"},
         {"FOREIGN KEY", "foreign key"},
         {"UNIQUE", "UNIQUE"},
         {"PRIMARY KEY", "PRIMARY KEY"},
         {"EXCLUDE", "EXCLUDE"}}};
    if (part.kind != "constraint") return part.kind + " " + in_quotes(part.name);
    for (const auto& [begin, shown] : kinds) {
        if (part.body.starts_with(begin)) return std::string(shown) + " " + in_quotes(part.name);
    }
    return "constraint " + in_quotes(part.name);
}

class RebuildOnServer {
public:
    RebuildOnServer(TableParts was, TableParts is) : was_(std::move(was)), is_(std::move(is)) {}

    std::vector<std::string> find(std::string_view sql, SqlRules rules) {
        for (const TableParts::Part& part : was_.parts) {
            if (has(is_, part)) continue;
            ++differences_;
            if (is_of_gone_columns(part) || is_dropped_by_name(sql, rules, part.name)) continue;
            (part.kind == "constraint" ? lost_ : always_lost_).push_back(shown_part(part));
        }
        for (const TableParts::Part& part : is_.parts) differences_ += has(was_, part) ? 0 : 1;
        for (const auto& [name, text] : was_.columns) {
            const auto now = is_.columns.find(name);
            if (now == is_.columns.end()) {
                ++differences_;
            } else if (now->second != text) {
                ++differences_;
                compare_columns(name, text, now->second);
            }
        }
        for (const auto& [name, text] : is_.columns) {
            differences_ += was_.columns.contains(name) ? 0 : 1;
        }
        const bool is_purpose = lost_.size() == 1 && differences_ == 1 && always_lost_.empty();
        if (!is_purpose) always_lost_.insert(always_lost_.end(), lost_.begin(), lost_.end());
        return std::move(always_lost_);
    }

private:
    static bool has(const TableParts& table, const TableParts::Part& wanted) {
        return std::ranges::any_of(table.parts, [&](const TableParts::Part& each) {
            return each.kind == wanted.kind &&
                   (each.body == wanted.body ||
                    // Of what is made anew otherwise the revision itself tells.
                    (each.kind != "constraint" && each.name == wanted.name));
        });
    }

    /// It names one that is no longer there.
    bool is_of_gone_columns(const TableParts::Part& part) const {
        const std::set<std::string> words = sql_words(part.body);
        return std::ranges::any_of(was_.columns, [&](const auto& column) {
            return !is_.columns.contains(column.first) &&
                   words.contains(folded(unquoted(column.first)));
        });
    }

    void compare_columns(const std::string& name, const std::string& was, const std::string& is) {
        constexpr std::array<std::string_view, 7> words{
            "NOT NULL", "DEFAULT", "COLLATE", "GENERATED", "IDENTITY", "AUTO_INCREMENT", "CHECK"};
        for (const std::string_view word : words) {
            if (was.find(word) == std::string::npos || is.find(word) != std::string::npos) continue;
            lost_.push_back(std::string(word) + " of column " + in_quotes(unquoted(name)));
        }
    }

    TableParts was_;
    TableParts is_;
    std::vector<std::string> always_lost_;  // indexes and triggers
    std::vector<std::string> lost_;
    std::size_t differences_ = 0;
};

}  // namespace

std::vector<std::string> lost_on_rebuild(const Catalog& was, const Catalog& is,
                                         const std::string& table, std::string_view sql,
                                         SqlRules rules) {
    return RebuildOnServer(table_parts(was, table), table_parts(is, table)).find(sql, rules);
}

}  // namespace kiln::tool
