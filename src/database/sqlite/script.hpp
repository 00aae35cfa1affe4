#pragma once
// Runs a section's SQL on SQLite, statement by statement, under guard. The checks of the build
// and the Migrator both run scripts through here, so what one refuses the other refuses.

#include <kiln/diagnostic.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace kiln {

/// Why a script stopped. The caller rolls back: after any fault the transaction must not commit.
struct ScriptFault {
    /// K301 for SQLite's own errors; K306 to K316 for what the guard refuses; K419.
    Code code;
    std::string message;     ///< one line
    std::string hint;        ///< may be empty
    std::size_t offset = 0;  ///< in the script, in bytes: the token at fault, else the statement
    int sqlite_code = 0;     ///< extended result code; 0 where the guard refused
};

struct ScriptOptions {
    /// The section runs in the caller's transaction. If not (`no-transaction`), transaction
    /// statements and most PRAGMAs are the script's own business, but no transaction may be left
    /// open, and what a PRAGMA set on the connection is put back.
    bool in_transaction = true;
    /// How long each statement may run before K419; without end where it is zero.
    std::chrono::milliseconds statement_deadline{0};
    /// Makes an attempt until it does not answer that others hold the database, or for as long as
    /// may be waited; where it is empty, attempts are made once.
    std::function<int(const std::function<int()>& attempt)> wait;
    /// Called behind each statement with its text, if set; the tool learns from it what changed.
    std::function<void(std::string_view statement)> after_statement;
};

/// `sql` must be followed by a NUL in memory (facts: without it SQLite copies every statement).
/// Double-quoted strings are off while it runs; the connection's setting is put back.
/// Refused: transaction control, ATTACH and DETACH, PRAGMAs that have no or a lasting effect
/// inside a transaction, strings in double quotes, unbound parameters, an incomplete last
/// statement, a transaction that ended by itself (ON CONFLICT ROLLBACK).
std::optional<ScriptFault> run_script(sqlite3* db, std::string_view sql,
                                      const ScriptOptions& options = {});

/// SQLite's message for the last error on `db`, in one line.
std::string sqlite_message(sqlite3* db);

}  // namespace kiln
