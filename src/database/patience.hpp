#pragma once
// What drivers share around a LockWait: how it starts, what others' holding on ends with, and what
// is refused before anybody waits.

#include "src/database/connection.hpp"
#include "src/database/lock_wait.hpp"
#include "src/database/watch.hpp"

#include <kiln/error.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace kiln {

/// For a call of `connection`, which holds `wait` and whose options these are.
void start_waiting(LockWait& wait, const Options& options, const Connection& connection);

/// Calls `attempt` until it is true. Throws K405 where patience is spent, K422 where it is to stop,
/// and what `attempt` throws.
void wait_until(LockWait& wait, const std::function<bool()>& attempt, const Options& options,
                const std::string& name);

/// Of a server's answer to a question of Kiln's own, or to a login: a stop ends those that take
/// more than a second, since one that was asked for before the call is no error where nothing is to
/// do.
Watch watch_for_answers(const Stop& stop);
/// No longer than there is `patience` for what others hold.
Watch watch_for_answers(const Stop& stop, std::chrono::milliseconds patience);

/// K415: an application's connection is in the midst of something.
Error in_transaction_error(const std::string& name);

// Of servers' drivers:

/// For messages. `unnamed` is said where the URL names no database.
std::string server_database(const char* unnamed, const std::string& database,
                            const std::string& host);
std::string server_database(const char* unnamed, const DatabaseUrl& url);
/// K408: what has the version table's name is a view, or the like.
Error no_table_error(const std::string& version_table, const std::string& name);
/// `fault` of a question of Kiln's own, for which others are at fault where patience ended it.
Fault ended_by(Watch::Ended ended, Fault fault);

}  // namespace kiln
