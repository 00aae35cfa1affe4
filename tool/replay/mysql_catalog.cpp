#include "tool/replay/mysql_catalog.hpp"

#include "src/database/store_words.hpp"
#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <utility>

namespace kiln::tool {
namespace {

bool is_part_of_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Where the name in backticks ends that begins there: behind the last of them.
std::size_t end_of_name(std::string_view text, std::size_t begin) {
    std::size_t at = begin + 1;
    for (; at < text.size(); ++at) {
        if (text[at] != '`') continue;
        if (at + 1 >= text.size() || text[at + 1] != '`') return at + 1;
        ++at;
    }
    return at;
}

/// The first name in backticks.
std::string first_name(std::string_view text) {
    const std::size_t begin = text.find('`');
    if (begin == std::string_view::npos) return {};
    return unquoted(text.substr(begin, end_of_name(text, begin) - begin));
}

struct TablePart {
    std::string key;
    std::string text;
};

/// One line of a table's parentheses.
TablePart table_part(const std::string& line, const std::string& table) {
    if (line.starts_with('`')) {
        const std::size_t end = end_of_name(line, 0);
        return {"column " + table + "." + first_name(line),
                line.substr(std::min(end + 1, line.size()))};
    }
    if (line.starts_with("PRIMARY KEY")) return {"primary key of " + table, line};
    if (line.starts_with("PERIOD")) return {"period of " + table, line};
    const bool is_constraint = line.starts_with("CONSTRAINT");
    return {(is_constraint ? "constraint " : "index ") + first_name(line) + " of " + table, line};
}

}  // namespace

MysqlReading::MysqlReading(Connection& connection) : connection_(connection) {
    constexpr const char* set =
        "SET SESSION sql_mode = {}, sql_quote_show_create = {}, sql_select_limit = {}";
    connection.run_first(
        "SELECT @@SESSION.sql_mode, @@SESSION.sql_quote_show_create, @@SESSION.sql_select_limit "
        "LIMIT 1",
        {}, [&](Row row) {
            const auto has = [&](std::string_view mode) {
                return row[0].text.find(mode) != std::string_view::npos;
            };
            const bool is_legible = row[1].text == "1" && row[2].text == mysql_no_limit &&
                                    !has("ANSI_QUOTES") && !has("_OPTIONS") && !has("EMPTY_STRING");
            if (is_legible) return;
            back_ = fmt::format(fmt::runtime(set), string_in_sql(row[0].text), row[1].text,
                                row[2].text);
        });
    if (!back_.empty())
        connection.run_first(fmt::format(fmt::runtime(set), "''", 1, mysql_no_limit));
}

MysqlReading::~MysqlReading() {
    if (!back_.empty()) connection_.run_first(back_);
}

std::string in_backticks(std::string_view name) {
    std::string out = "`";
    for (const char c : name) {
        if (c == '`') out += c;
        out += c;
    }
    return out + '`';
}

std::string take_definer(std::string& sql) {
    constexpr std::string_view word = "DEFINER=";
    const std::size_t begin = sql.find(word);
    // Behind the first names it is a text of the body.
    if (begin == std::string::npos || begin > 60) return {};
    std::size_t end = begin + word.size();
    while (end < sql.size() && sql[end] != ' ') {
        end = sql[end] == '`' ? end_of_name(sql, end) : end + 1;
    }
    std::string definer = sql.substr(begin, end - begin);
    sql.erase(begin, end + 1 - begin);
    return definer;
}

std::string without_counter(std::string options) {
    constexpr std::string_view word = " AUTO_INCREMENT=";
    const std::size_t begin = options.find(word);
    if (begin == std::string::npos) return options;
    const std::size_t end = options.find_first_not_of("0123456789", begin + word.size());
    return options.erase(begin, end == std::string::npos ? end : end - begin);
}

std::string without_database(std::string message, const std::string& database) {
    for (const std::string& qualifier : {database + ".", in_backticks(database) + "."}) {
        for (std::size_t at = message.find(qualifier); at != std::string::npos;
             at = message.find(qualifier, at)) {
            message.erase(at, qualifier.size());
        }
    }
    return message;
}

std::set<std::string> sql_words(std::string_view sql) {
    std::set<std::string> words;
    for (std::size_t at = 0; at < sql.size();) {
        const char c = sql[at];
        if (c == '`') {
            words.insert(folded(first_name(sql.substr(at))));
        } else if (c == '"' || c == '\'') {
            const std::size_t end = sql.find(c, at + 1);
            if (end != std::string_view::npos) {
                words.insert(folded(sql.substr(at + 1, end - at - 1)));
            }
        }
        if (!is_part_of_word(c)) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        while (at < sql.size() && is_part_of_word(sql[at])) ++at;
        words.insert(folded(sql.substr(begin, at - begin)));
    }
    return words;
}

bool may_change_anything(const std::set<std::string>& words) {
    return words.contains("call") || words.contains("execute") || words.contains("database") ||
           words.contains("schema") || words.contains("rename") || words.contains("change");
}

MysqlCatalog::MysqlCatalog(Connection& connection, const std::string& version_table,
                           const std::string& also_known_as)
    : connection_(connection),
      own_{folded(version_table), std::string(history_table), std::string(compatible_table),
           std::string(journal_table)} {
    ask("SELECT DATABASE()",
        [&](Row row) { qualifiers_.push_back(in_backticks(row[0].text) + "."); });
    if (!also_known_as.empty()) qualifiers_.push_back(in_backticks(also_known_as) + ".");
    has_routines_ = !connection_
                         .run_first(
                             "SELECT 1 FROM information_schema.ROUTINES WHERE "
                             "ROUTINE_SCHEMA = DATABASE() LIMIT 1")
                         .fault;
}

void MysqlCatalog::ask(const std::string& sql, const std::function<void(Row)>& each_row) const {
    const FirstStatement done = connection_.run_first(sql, {}, each_row);
    if (done.fault) throw database_error(*done.fault, Doing::read, connection_.name());
}

MysqlCatalog::Objects MysqlCatalog::objects() const {
    Objects objects;
    const auto add = [&](std::string_view kind, std::string_view name) {
        objects[std::string(kind) + " " + std::string(name)] = name;
    };
    ask("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
        "DATABASE() AND TABLE_TYPE NOT LIKE '%TEMPORARY%'",
        [&](Row row) {
            if (own_.contains(folded(row[0].text))) return;
            const bool is_table = row[1].text != "VIEW" && row[1].text != "SEQUENCE";
            add(is_table ? "table" : folded(row[1].text), row[0].text);
        });
    if (has_routines_) {
        ask("SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE "
            "ROUTINE_SCHEMA = DATABASE() UNION ALL SELECT EVENT_NAME, 'event' FROM "
            "information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
            [&](Row row) { add(folded(row[1].text), row[0].text); });
    }
    return objects;
}

std::string MysqlCatalog::unqualified(std::string create) const {
    for (const std::string& qualifier : qualifiers_) {
        for (std::size_t at = 0; (at = create.find(qualifier, at)) != std::string::npos;) {
            create.erase(at, qualifier.size());
        }
    }
    return create;
}

void MysqlCatalog::read_table(Catalog& catalog, const std::string& key,
                              const std::string& name) const {
    std::string create;
    ask("SHOW CREATE TABLE " + in_backticks(name), [&](Row row) { create = row[1].text; });
    create = unqualified(std::move(create));  // a sequence that a DEFAULT names
    std::string options;
    bool is_inside = false;
    for (std::size_t at = 0; at < create.size();) {
        const std::size_t end = std::min(create.find('\n', at), create.size());
        std::string line = create.substr(at, end - at);
        at = end + 1;
        if (is_inside && line.starts_with("  ")) {
            line.erase(0, 2);
            if (line.ends_with(',')) line.pop_back();
            TablePart part = table_part(line, name);
            catalog[part.key] = {key, std::move(part.text), "", 0, 0};
        } else if (is_inside || line.starts_with(')')) {
            is_inside = false;
            options += (options.empty() ? "" : " ") + line.substr(line.starts_with(") ") ? 2 : 0);
        } else {
            is_inside = true;
        }
    }
    catalog[key] = {"", without_counter(options), "", 0, 0};
    ask("SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT, DEFINER, "
        "SQL_MODE FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND "
        "EVENT_OBJECT_TABLE = " +
            string_in_sql(name) + " ORDER BY ACTION_ORDER",
        [&](Row row) {
            catalog["trigger " + std::string(row[0].text) + " of " + name] = {
                key,
                std::string(row[1].text) + " " + std::string(row[2].text) + " " +
                    std::string(row[3].text),
                std::string(row[4].text) + " " + std::string(row[5].text), 0, 0};
        });
}

void MysqlCatalog::read_object(Catalog& catalog, const std::string& key,
                               const std::string& name) const {
    const std::string kind = key.substr(0, key.find(' '));
    if (kind == "table") return read_table(catalog, key, name);
    const std::size_t column = kind == "event" ? 3 : kind == "view" || kind == "sequence" ? 1 : 2;
    std::string create;
    ask("SHOW CREATE " + kind + " " + in_backticks(name),
        [&](Row row) { create = row[column].text; });
    create = unqualified(std::move(create));
    std::string definer = take_definer(create);
    catalog[key] = {"", std::move(create), std::move(definer), 0, 0};
}

Catalog MysqlCatalog::read() { return read({}, nullptr); }

Catalog MysqlCatalog::read(Catalog last, const std::set<std::string>& words) {
    return read(std::move(last), may_change_anything(words) ? nullptr : &words);
}

Catalog MysqlCatalog::read(Catalog last, const std::set<std::string>* words) {
    const MysqlReading reading(connection_);
    const Objects objects = this->objects();
    std::set<std::string> anew;
    for (const auto& [key, name] : objects) {
        if (words == nullptr || words->contains(folded(name)) || !last.contains(key)) {
            anew.insert(key);
        }
    }
    for (const auto& [key, entry] : last) {
        // DROP TRIGGER names no table.
        if (words == nullptr || !key.starts_with("trigger ")) continue;
        const std::string name = key.substr(8, key.size() - 8 - 4 - (entry.owner.size() - 6));
        if (words->contains(folded(name))) anew.insert(entry.owner);
    }
    std::erase_if(last, [&](const auto& each) {
        const std::string& root = each.second.owner.empty() ? each.first : each.second.owner;
        return anew.contains(root) || !objects.contains(root);
    });
    for (const auto& [key, name] : objects) {
        if (anew.contains(key)) read_object(last, key, name);
    }
    ask("SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
        "information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()",
        [&](Row row) {
            last["the database"] = {
                "", "", std::string(row[0].text) + " " + std::string(row[1].text), 0, 0};
        });
    return last;
}

}  // namespace kiln::tool
