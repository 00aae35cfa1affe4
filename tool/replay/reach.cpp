#include "tool/replay/reach.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/memory_database.hpp"

#include <algorithm>
#include <string_view>

namespace kiln::tool {
namespace {

bool is_any_of(std::span<const std::string_view> all, std::string_view word) {
    return std::ranges::find(all, word) != all.end();
}

/// What looks at the database as a whole, or at what its connection did before.
bool looks_at_all(const std::string& word) {
    static constexpr std::string_view words[] = {
        "analyze", "attach", "changes", "dbstat",    "detach",        "last_insert_rowid",
        "reindex", "temp",   "vacuum",  "temporary", "total_changes", "virtual"};
    return is_any_of(words, word) || word.starts_with("sqlite_") || word.starts_with("pragma_");
}

bool looks_at_all(const std::set<std::string>& words) {
    return std::ranges::any_of(words, [](const std::string& word) { return looks_at_all(word); });
}

/// As rebuilds have them.
bool has_only_usual_pragmas(std::string_view sql) {
    static constexpr std::string_view usual[] = {"defer_foreign_keys", "foreign_key_check",
                                                 "foreign_keys", "legacy_alter_table",
                                                 "recursive_triggers"};
    SqlLexer lexer(sql, SqlRules::sqlite);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (token.kind != SqlToken::Kind::word) continue;
        if (!equal_ignoring_case(lexer.text(token), "pragma")) continue;
        if (!is_any_of(usual, folded(unquoted(lexer.text(lexer.next_code()))))) return false;
    }
    return true;
}

bool changes_the_schema(const std::set<std::string>& words) {
    return words.count("alter") + words.count("create") + words.count("drop") > 0;
}

/// Behind which the name of something new may stand.
bool introduces_a_name(std::string_view text) {
    static constexpr std::string_view words[] = {"exists", "table", "to", "view", "."};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

/// Of these words those that are tables and views, or may become some: who names another one, as
/// all that was created names CREATE, and most views an id, does not see what they do.
std::set<std::string> names_among(std::set<std::string> words,
                                  std::span<const Section* const> sections, const Schema& schema) {
    std::erase_if(words, [&](const std::string& word) { return schema.groups.count(word) == 0; });
    for (const Section* section : sections) {
        SqlLexer lexer(section->sql, SqlRules::sqlite);
        bool may_be_new = false;
        for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
             token = lexer.next_code()) {
            const std::string_view text = lexer.text(token);
            if (may_be_new) words.insert(folded(unquoted(text)));
            may_be_new = introduces_a_name(text);
        }
    }
    return words;
}

bool is_of_a_virtual_table(const std::vector<SchemaObject>& group) {
    return group.front().is_shadow || group.front().kind == SchemaObject::Kind::virtual_table;
}

}  // namespace

std::optional<std::set<std::string>> reached_part(std::span<const Section* const> sections,
                                                  const std::set<std::string>& words,
                                                  const References& references,
                                                  const TrialDatabase& database) {
    const Schema& schema = database.schema();
    if (looks_at_all(words) || !had_in_memory().extensions.empty()) return {};
    for (const Section* section : sections) {
        if (section->is_code || section->no_transaction || !has_only_usual_pragmas(section->sql)) {
            return {};
        }
    }
    std::set<std::string> named = names_among(references.with_tables_of(words), sections, schema);
    std::set<Dependent> hanging = database.mentions().reach(named);
    hanging.insert(database.broken().begin(), database.broken().end());
    for (const Dependent& each : hanging) named.insert(each.table);
    const References::Closure part = references.closure_of(named, schema);
    if (looks_at_all(part.words)) return {};
    for (const std::string& table : part.tables) {
        if (is_of_a_virtual_table(schema.groups.at(table))) return {};
    }
    return part.tables;
}

bool is_worth_a_copy(const std::set<std::string>& part, const std::set<std::string>& words,
                     const Schema& schema) {
    constexpr std::size_t few = 16;
    // SQLite reads a schema again where it changed; rows alone cost the same in any.
    return schema.groups.size() >= few && changes_the_schema(words) &&
           part.size() * 2 <= schema.groups.size();
}

}  // namespace kiln::tool
