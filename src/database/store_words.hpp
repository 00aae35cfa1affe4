#pragma once
// What each database calls what the version store writes and asks.

#include <kiln/dialect.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln {

/// Of rows that a SELECT answers on MySQL: DEFAULT would be what the server has for all sessions.
inline constexpr std::string_view mysql_no_limit = "18446744073709551615";
/// What each session on MySQL has that writes, run or script, whatever the server has.
inline constexpr std::string_view mysql_session =
    "SET SESSION autocommit = 1, completion_type = 'NO_CHAIN', sql_safe_updates = 0";

struct StoreWords {
    /// A name as SQLAlchemy writes it: in quotes where it needs them.
    std::string (*name)(std::string_view name);
    std::string_view sequence;   ///< the type of a key that counts by itself
    std::string_view number;     ///< of 64 bits
    std::string_view set;        ///< the type of a version table's name in a key
    std::string_view set_key;    ///< `UNIQUE`, or what a table must have in its place
    std::string_view table_end;  ///< of a CREATE TABLE, behind its columns
    std::string_view now;        ///< the time for the log, as SQL
    std::size_t rows_at_once;  ///< one INSERT takes: each costs something, on a server a way there
    /// Kiln 0.1.0 knew the database: its tables lack the column `version_table`.
    bool may_be_old;

    /// Of rows, for each SELECT of Kiln's: the session may have one for those without. May be
    /// empty.
    std::string_view limit;

    /// Of the version table's column, which is compared byte for byte.
    std::string_view same_version_begin;
    std::string_view same_version_end;

    // Questions that are answered by a row, or none. Each begins with the qualifier of Kiln's own
    // tables, once or more often.
    std::string_view has_table;    ///< (qualifier, table)
    std::string_view has_objects;  ///< (qualifier, qualifier): any but what the database itself has
    /// (qualifier, qualifier, names of three tables), and behind it the log's name and
    /// `other_tables_end`: any but those and the version tables that the log names.
    std::string_view has_other_tables;
    std::string_view other_tables_end;
};

const StoreWords& store_words(Dialect dialect);

}  // namespace kiln
