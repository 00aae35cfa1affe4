#pragma once
// Which table of before a section is which behind it, and how its rows got there.

#include "tool/replay/passage.hpp"
#include "tool/rules/statement_summary.hpp"
#include "tool/schema/schema.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A column that a copy fills.
struct CopiedColumn {
    std::string column;  ///< of the table that is filled, as it is called there and then
    Expression value;
    std::string from;                 ///< the column of before, where the value is that and no more
    std::set<std::string> mentioned;  ///< the columns of before that the value is made of
};

/// INSERT … SELECT or CREATE TABLE … AS SELECT.
struct RowCopy {
    std::size_t statement = 0;  ///< index of a statement
    std::vector<CopiedColumn> columns;
    /// It says that rows go: a WHERE over columns of what it reads, GROUP BY or HAVING.
    bool filtered = false;
};

/// What became of a table that was there before. Names are folded; columns are called as before the
/// section where they are of the old table, and as behind it where they are of the new one.
struct TableFate {
    std::string old_name;
    std::string new_name;  ///< empty: it is gone
    bool is_virtual = false;
    std::vector<std::string> data_columns;  ///< the old columns without the generated ones
    /// Another table with its rows stands in its place, or one that was made anew under its name.
    bool rebuilt = false;
    std::optional<std::size_t> dropped;  ///< index of the statement that dropped the old one
    std::optional<std::size_t> created;  ///< if rebuilt: of the one that made the new one
    /// Those that brought rows from the old to the new one; of a table that is gone, all.
    std::vector<RowCopy> copies;
    std::vector<std::size_t> deletes;  ///< statements that delete from either, or one in between
    /// Each old column that has a place in the new table, by its name or because a copy fills
    /// that with the column alone.
    std::map<std::string, std::string> columns;
    /// Old columns that have none, by the DROP COLUMN that took each.
    std::map<std::string, std::size_t> dropped_columns;
    std::set<std::string> updated;  ///< new columns that an UPDATE sets
    std::set<std::string> added;    ///< new columns that ADD COLUMN made
};

class Lineage {
public:
    /// `before` holds the groups that the section changed, `after` all.
    Lineage(const Schema& before, const Schema& after, std::span<const RanStatement> statements);

    /// Of each statement, in their order.
    const std::vector<StatementSummary>& statements() const { return statements_; }
    /// Of all tables of before that statements name, sorted by name.
    const std::map<std::string, TableFate>& tables() const { return tables_; }
    /// By the old name (folded), or nothing where no statement names it.
    const TableFate* of(const std::string& old_name) const;
    /// By the new name.
    const TableFate* became(const std::string& new_name) const;
    /// The table of before that a statement's `name` means there, folded; empty for one that the
    /// section made.
    const std::string& old_table(std::size_t statement) const {
        return effects_[statement].old_table;
    }
    /// The old table all of whose rows an UPDATE or DELETE changes: without WHERE, or with one that
    /// names no column. Empty for others, and for an UPDATE that sets only columns that the section
    /// made. The table may be the new one of a rebuild.
    const std::string& all_rows_of(std::size_t statement) const {
        return effects_[statement].all_rows_of;
    }

    struct Effect {
        std::string old_table;
        std::string all_rows_of;
    };

private:
    std::vector<StatementSummary> statements_;
    std::vector<Effect> effects_;
    std::map<std::string, TableFate> tables_;
};

}  // namespace kiln::tool
