#pragma once
// Graph -> table: the type that is baked, built in memory.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace kiln::tool {

/// `empty` for who lists revisions and does not run them: most of the time that a table takes.
enum class Checksums : std::uint8_t { computed, empty };

/// A MigrationTable with the memory behind it.
class OwnedTable {
public:
    /// Needs a graph without faults; and, for each dialect, an upgrade section in every file. A
    /// revision without one is empty and irreversible there.
    /// The texts are views into `files`, which must outlive the table and not move.
    OwnedTable(std::span<const RevisionFile> files, const Graph& graph,
               std::span<const Dialect> dialects, Checksums checksums = Checksums::computed);
    OwnedTable(OwnedTable&&) noexcept;
    OwnedTable& operator=(OwnedTable&&) noexcept;
    ~OwnedTable();

    /// Those of a table that was made without; of the same files and graph. Copies of the table
    /// that were made before have them too.
    void add_checksums(std::span<const RevisionFile> files, const Graph& graph);

    const MigrationTable& table() const;

private:
    struct Storage;
    std::unique_ptr<Storage> storage_;
};

}  // namespace kiln::tool
