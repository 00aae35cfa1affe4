#pragma once
// The connections that a table of migrations has drivers for.

#include "src/database/connection.hpp"

#include <kiln/migration_table.hpp>

#include <memory>
#include <string_view>

namespace kiln {

/// Throws K402 where the table has no driver and K509 for a malformed URL. Opens nothing. `options`
/// must outlive the connection.
std::unique_ptr<Connection> open_connection(std::string_view url, const MigrationTable& table,
                                            const Options& options);

/// On a connection of the application's. Throws K402, and K401 where `handle` is null.
std::unique_ptr<Connection> borrow_connection(Dialect dialect, void* handle,
                                              const MigrationTable& table, const Options& options);

}  // namespace kiln
