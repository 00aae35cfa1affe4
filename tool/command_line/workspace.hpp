#pragma once
// What a verb that needs no files works on: a migration table and a database.

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct Workspace {
    std::shared_ptr<const void> owner;  ///< what the table is part of, if anything
    const MigrationTable* migrations = nullptr;
    std::vector<std::string> paths;      ///< of the revision files, parallel to the table
    std::string database;                ///< its URL; empty: none is named
    bool database_is_asked_for = false;  ///< not only by the settings
    std::string without_database;        ///< the hint where none is named
    Options options;                     ///< of a Migrator
    /// Compares the C++ models, if there are any, with the revisions and adds what differs. False
    /// if there are none. May be empty.
    std::function<bool(std::vector<Diagnostic>& found)> check_models;

    const MigrationTable& table() const { return *migrations; }
    /// Throws K514 where no database is named.
    const std::string& url() const;
    Migrator migrator() const { return migrator(options); }
    Migrator migrator(const Options& with) const { return {url(), table(), with}; }
};

/// The rows that `--from` names: identifiers, or `base` for none.
std::vector<std::uint32_t> rows_from(const MigrationTable& table,
                                     std::span<const std::string> identifiers);

}  // namespace kiln::tool
