#pragma once
// Which tables hang on which others, by the words in their SQL.

#include "tool/project/revision_file.hpp"
#include "tool/replay/changes.hpp"
#include "tool/schema/schema.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Every word and quoted name of a text, folded.
std::set<std::string> words_of(std::string_view sql);
/// Of code nobody knows the words: all tables, besides those of the statements that ran.
std::set<std::string> words_of(const Section& section, const Schema& schema);

/// Of a schema as it grows. More than there is, never less. All names are folded.
class References {
public:
    /// Looks anew at the groups that `changes` names, as they are in `schema` now.
    void learn(const Schema& schema, const Changes& changes);
    /// At all of them.
    void learn(const Schema& schema);

    /// The tables to which foreign keys of `table` refer, and those whose foreign keys refer to it.
    const std::set<std::string>& parents_of(const std::string& table) const;
    const std::set<std::string>& children_of(const std::string& table) const;
    /// All tables that have foreign keys.
    std::set<std::string> children() const;

    /// What statements that name `words` can read or write: the tables and views among them, and
    /// what is reached from there through views and triggers.
    std::set<std::string> reached(const std::set<std::string>& words, const Schema& schema) const;

    /// With the tables and views of the indexes and triggers among them.
    std::set<std::string> with_tables_of(std::set<std::string> words) const;

    struct Closure {
        std::set<std::string> tables;  ///< and views
        std::set<std::string> words;   ///< of all their triggers, and of the views
    };
    /// The tables and views among these words, and all that they, their triggers and their foreign
    /// keys name in turn.
    Closure closure_of(const std::set<std::string>& words, const Schema& schema) const;

private:
    void forget(const std::string& table);
    void learn_group(const std::string& table, const std::vector<SchemaObject>& objects);

    std::map<std::string, std::set<std::string>> parents_;    // of each table that has any
    std::map<std::string, std::set<std::string>> children_;   // the same from the other side
    std::map<std::string, std::set<std::string>> through_;    // words of its view and triggers
    std::map<std::string, std::set<std::string>> members_;    // names of its indexes and triggers
    std::map<std::string, std::set<std::string>> member_of_;  // the same from the other side
};

}  // namespace kiln::tool
