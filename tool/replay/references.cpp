#include "tool/replay/references.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

// In SQLite a string may stand for a name. A number may not.
bool may_be_name(const SqlToken& token, std::string_view text) {
    if (token.kind == SqlToken::Kind::word) return text[0] < '0' || text[0] > '9';
    return token.kind == SqlToken::Kind::quoted_identifier || token.kind == SqlToken::Kind::string;
}

/// The tables behind REFERENCES in a CREATE TABLE.
std::set<std::string> referenced_tables(std::string_view sql) {
    std::set<std::string> tables;
    SqlLexer lexer(sql, SqlRules::sqlite);
    bool behind_references = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (behind_references) tables.insert(folded(unquoted(lexer.text(token))));
        behind_references = token.kind == SqlToken::Kind::word &&
                            equal_ignoring_case(lexer.text(token), "references");
    }
    return tables;
}

const std::set<std::string>& found_in(const std::map<std::string, std::set<std::string>>& sets,
                                      const std::string& name) {
    static const std::set<std::string> none;
    const auto found = sets.find(name);
    return found == sets.end() ? none : found->second;
}

}  // namespace

std::set<std::string> words_of(std::string_view sql) {
    std::set<std::string> words;
    SqlLexer lexer(sql, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        const std::string_view text = lexer.text(token);
        if (may_be_name(token, text)) words.insert(folded(unquoted(text)));
    }
    return words;
}

std::set<std::string> words_of(const Section& section, const Schema& schema) {
    std::set<std::string> words = words_of(section.sql);
    if (!section.is_code) return words;
    for (const auto& [table, objects] : schema.groups) words.insert(table);
    return words;
}

void References::learn(const Schema& schema, const Changes& changes) {
    if (changes.whole_schema) return learn(schema);
    for (const std::string& table : changes.schema) {
        forget(table);
        const auto group = schema.groups.find(table);
        if (group != schema.groups.end()) learn_group(table, group->second);
    }
}

void References::learn(const Schema& schema) {
    parents_.clear();
    children_.clear();
    through_.clear();
    members_.clear();
    member_of_.clear();
    for (const auto& [table, objects] : schema.groups) learn_group(table, objects);
}

void References::forget(const std::string& table) {
    through_.erase(table);
    if (const auto members = members_.extract(table)) {
        for (const std::string& member : members.mapped()) member_of_[member].erase(table);
    }
    const auto old = parents_.find(table);
    if (old == parents_.end()) return;
    for (const std::string& parent : old->second) children_[parent].erase(table);
    parents_.erase(old);
}

void References::learn_group(const std::string& table, const std::vector<SchemaObject>& objects) {
    for (const SchemaObject& object : objects) {
        if (object.kind == SchemaObject::Kind::index ||
            object.kind == SchemaObject::Kind::trigger) {
            std::string name = folded(object.name);
            member_of_[name].insert(table);
            members_[table].insert(std::move(name));
        }
        if (object.kind == SchemaObject::Kind::table) {
            std::set<std::string> parents = referenced_tables(object.sql);
            for (const std::string& parent : parents) children_[parent].insert(table);
            if (!parents.empty()) parents_.emplace(table, std::move(parents));
        } else if (object.kind != SchemaObject::Kind::index) {
            through_[table].merge(words_of(object.sql));
        }
    }
}

const std::set<std::string>& References::parents_of(const std::string& table) const {
    return found_in(parents_, table);
}

const std::set<std::string>& References::children_of(const std::string& table) const {
    return found_in(children_, table);
}

std::set<std::string> References::children() const {
    std::set<std::string> tables;
    for (const auto& [table, parents] : parents_) tables.insert(table);
    return tables;
}

std::set<std::string> References::reached(const std::set<std::string>& words,
                                          const Schema& schema) const {
    std::set<std::string> reached;
    std::vector<std::string> to_follow;
    const auto reach = [&](const std::set<std::string>& names) {
        for (const std::string& name : names) {
            if (schema.groups.count(name) > 0 && reached.insert(name).second) {
                to_follow.push_back(name);
            }
        }
    };
    reach(words);
    while (!to_follow.empty()) {
        const std::string table = std::move(to_follow.back());
        to_follow.pop_back();
        reach(found_in(through_, table));
    }
    return reached;
}

std::set<std::string> References::with_tables_of(std::set<std::string> words) const {
    std::set<std::string> tables;
    for (const std::string& word : words) {
        const std::set<std::string>& of = found_in(member_of_, word);
        tables.insert(of.begin(), of.end());
    }
    words.merge(tables);
    return words;
}

References::Closure References::closure_of(const std::set<std::string>& words,
                                           const Schema& schema) const {
    Closure closure;
    std::vector<std::string> to_follow;
    const auto reach = [&](const std::set<std::string>& names) {
        for (const std::string& name : names) {
            if (schema.groups.count(name) > 0 && closure.tables.insert(name).second) {
                to_follow.push_back(name);
            }
        }
    };
    reach(words);
    while (!to_follow.empty()) {
        const std::string table = std::move(to_follow.back());
        to_follow.pop_back();
        const std::set<std::string>& through = found_in(through_, table);
        closure.words.insert(through.begin(), through.end());
        reach(through);
        reach(parents_of(table));
    }
    return closure;
}

}  // namespace kiln::tool
