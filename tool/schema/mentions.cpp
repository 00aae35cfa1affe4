#include "tool/schema/mentions.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

std::optional<Dependent::Kind> dependent_kind(SchemaObject::Kind kind) {
    switch (kind) {
        case SchemaObject::Kind::table:
            return Dependent::Kind::foreign_keys;
        case SchemaObject::Kind::virtual_table:
            return Dependent::Kind::virtual_table;
        case SchemaObject::Kind::view:
            return Dependent::Kind::view;
        case SchemaObject::Kind::trigger:
            return Dependent::Kind::trigger;
        case SchemaObject::Kind::index:
            break;
    }
    return std::nullopt;
}

bool may_be_name(const Token& token) {
    // A text is a name too where SQLite finds no other meaning, as in content='article'.
    return token.kind == SqlToken::Kind::quoted_identifier ||
           token.kind == SqlToken::Kind::string ||
           (token.kind == SqlToken::Kind::word &&
            (token.text.front() < '0' || token.text.front() > '9'));
}

/// Of a table only those that its foreign keys name, and itself: nothing else in it is another's.
std::set<std::string> words_of(const SchemaObject& object) {
    const bool is_table = object.kind == SchemaObject::Kind::table;
    std::set<std::string> words;
    bool behind_references = false;
    for (const Token& token : tokens_of(object.sql)) {
        if (may_be_name(token) && (!is_table || behind_references)) {
            words.insert(folded(unquoted(token.text)));
        }
        behind_references = is(token, "references");
    }
    if (is_table && !words.empty()) words.insert(folded(object.name));
    return words;
}

}  // namespace

const SchemaObject* object_of(const Schema& schema, const Dependent& dependent) {
    const auto group = schema.groups.find(dependent.table);
    if (group == schema.groups.end()) return nullptr;
    for (const SchemaObject& object : group->second) {
        if (dependent_kind(object.kind) == dependent.kind &&
            equal_ignoring_case(object.name, dependent.name)) {
            return &object;
        }
    }
    return nullptr;
}

Mentions::Mentions(const Schema& schema) {
    for (const auto& [table, objects] : schema.groups) replace(table, objects);
}

void Mentions::replace(const std::string& table, std::span<const SchemaObject> objects) {
    if (const auto old = of_group_.find(table); old != of_group_.end()) {
        for (const Mention& mention : old->second) {
            for (const std::string& word : mention.words) {
                std::erase(of_word_[word], &mention.dependent);
            }
        }
        of_group_.erase(old);
    }
    std::vector<Mention> mentions;
    for (const SchemaObject& object : objects) {
        const auto kind = dependent_kind(object.kind);
        if (!kind) continue;
        std::set<std::string> words = words_of(object);
        if (!words.empty()) {
            mentions.push_back({{*kind, table, folded(object.name)}, std::move(words)});
        }
    }
    if (mentions.empty()) return;
    for (const Mention& mention : of_group_[table] = std::move(mentions)) {
        for (const std::string& word : mention.words) of_word_[word].push_back(&mention.dependent);
    }
}

std::set<Dependent> Mentions::reach(const std::set<std::string>& tables) const {
    std::set<Dependent> reached;
    std::vector<std::string> names(tables.begin(), tables.end());
    while (!names.empty()) {
        const auto found = of_word_.find(names.back());
        names.pop_back();
        if (found == of_word_.end()) continue;
        for (const Dependent* dependent : found->second) {
            // What names a trigger's table or a virtual one finds there what it found before.
            if (reached.insert(*dependent).second && dependent->kind == Dependent::Kind::view) {
                names.push_back(dependent->name);
            }
        }
    }
    return reached;
}

}  // namespace kiln::tool
