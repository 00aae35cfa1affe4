#pragma once
// kiln's verbs inside an application, on the application's own table and database. In a target of
// its own, Kiln::command_line, so that the runtime stays small.

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <string_view>

namespace kiln {

/// Runs `upgrade`, `downgrade`, `current`, `heads`, `history`, `show`, `stamp`, `adopt`, `check`,
/// `repair` or `ensure_version` with the words, options and output of the program `kiln`:
///
///     if (argc > 1 && std::string_view(argv[1]) == "db") {
///         return kiln::command_line(argc - 1, argv + 1, clinic::db::migrations(), url);
///     }
///
/// argv[0] is what the help calls the program; the verb follows. `url` is the application's own
/// database, which `--url` overrides; it may be empty. `options` are those that the application
/// migrates with; their progress callback is called too.
/// Returns the exit code: 0 done, 1 an error, 2 wrong usage. Throws nothing.
[[nodiscard]] int command_line(int argc, const char* const* argv, const MigrationTable& table,
                               std::string_view url = {}, Options options = {});

}  // namespace kiln
