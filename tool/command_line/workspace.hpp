#pragma once
// What a verb that needs no files works on: a migration table and a database.

#include "tool/command_line/server_schemas.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct Workspace {
    std::shared_ptr<const void> owner;  ///< what the table is part of, if anything
    const MigrationTable* migrations = nullptr;
    /// Of a table that was opened to be listed: adds what a run needs besides. Else empty.
    std::function<void()> add_checksums;
    /// The version table's rows, where they were read along with the table.
    std::optional<std::vector<std::string>> rows;
    std::string database;                ///< its URL; empty: none is named
    bool database_is_asked_for = false;  ///< not only by the settings
    std::string without_database;        ///< the hint where none is named
    Options options;                     ///< of a Migrator
    /// Tables that other programs own: patterns, see is_like().
    std::vector<std::string> leave_alone;
    std::string cache;  ///< a folder for what was made of the revisions; empty: none
    /// Whether the C++ models leave a table alone. May be empty.
    using LeavesAlone = std::function<bool(const std::string& table)>;
    struct CheckedModels {
        std::string header;
        LeavesAlone leaves_alone;
    };
    /// Builds the C++ models in `build`, or a folder that is found, compares them with the
    /// revisions and adds what differs. Throws K522 where no build knows models. May be empty.
    std::function<CheckedModels(const std::string& build, std::vector<Diagnostic>& found)>
        check_models;

    /// Null: this program compares no databases on servers.
    std::shared_ptr<const ServerSchemas> server_schemas;

    /// What is done where a step's function is missing: see require_code(). May be empty.
    std::function<void(const std::string& path, std::string_view revision)> need_code;

    const MigrationTable& table() const { return *migrations; }
    /// Before the plan runs. Needs checksums.
    void require_code(const Plan& plan) const;
    /// Before these revisions and all that they need run in memory.
    void require_code(const std::vector<std::uint32_t>& revisions) const;
    /// Throws K514 where no database is named.
    const std::string& url() const;
    /// The URL's; without one the first of the table's.
    Dialect dialect() const;
    /// What the database says, if it has not been asked.
    std::vector<std::string> current() const { return rows ? *rows : migrator().current(); }
    /// Warns where there is no database at all. What only reads one takes it for an empty one.
    void warn_if_absent(std::vector<Diagnostic>& warnings) const;
    Migrator migrator() const { return migrator(options); }
    Migrator migrator(const Options& with) const { return {url(), table(), with}; }
};

/// The revisions that an identifier names; the database is asked only where it counts from there.
/// Throws K501 to K508.
std::vector<std::uint32_t> revisions_named(const Workspace& workspace,
                                           const std::string& identifier);

/// What the version table has behind these revisions and all that they need, as positions.
std::vector<std::uint32_t> rows_behind(const Workspace& workspace,
                                       const std::vector<std::uint32_t>& revisions);

/// Throws K333 where it says why revisions could not be run on a server.
void require_server(const std::string& missing);

/// The rows that `--from` names: identifiers, or `base` for none.
std::vector<std::uint32_t> rows_from(const MigrationTable& table,
                                     std::span<const std::string> identifiers);

}  // namespace kiln::tool
