#pragma once
// The table that holds the heads of what is applied, as Alembic writes it, and the log beside it.

#include "src/database/store_words.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

inline constexpr std::string_view default_version_table = "alembic_version";
inline constexpr std::string_view history_table = "kiln_history";
inline constexpr std::string_view compatible_table = "kiln_compatible";
inline constexpr std::string_view journal_table = "kiln_journal";

/// What the log calls a stamp that left no rows: no revision can be called so.
inline constexpr std::string_view base_in_log = "base";

/// Throws K515 for a name that no version table can have.
void check_version_table_name(std::string_view name);

// What follows CREATE TABLE. `table` and `constraint` are quoted where they need it.

/// Alembic's statement, to the byte.
std::string version_table_sql(std::string_view table, std::string_view constraint);
// A database may hold several sets of migrations, whose lines are told apart by `version_table`. It
// is NULL in the lines of Kiln 0.1.0, whose tables did not have the column.
std::string history_table_sql(std::string_view table, const StoreWords& words);
std::string compatible_table_sql(std::string_view table, const StoreWords& words);
/// Where DDL commits by itself: the statements of the revision that is unfinished.
std::string journal_table_sql(std::string_view table, const StoreWords& words);

/// The columns of these two tables that Kiln 0.1.0 knew, separated by commas.
std::string_view first_columns_of(std::string_view table);

/// Statements that lead from one set of rows to another; each touches exactly one row.
struct RowChanges {
    std::vector<std::pair<std::string, std::string>> updates;  ///< old, new
    std::vector<std::string> deletes;
    std::vector<std::string> inserts;
};

/// Both sorted and without repetitions.
RowChanges changes_between(std::span<const std::string> from, std::span<const std::string> to);

}  // namespace kiln
