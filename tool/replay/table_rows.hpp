#pragma once
// The rows of a table as values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

struct sqlite3;

namespace kiln::tool {

struct BlobValue {
    std::string bytes;
    friend auto operator<=>(const BlobValue&, const BlobValue&) = default;
};

/// As SQLite stores it; NULL is monostate.
using CellValue = std::variant<std::monostate, std::int64_t, double, std::string, BlobValue>;

/// As SQL writes it, long ones cut.
std::string readable(const CellValue& value);

struct TableRows {
    struct Column {
        std::string name;
        std::string type;  ///< as declared
        bool generated = false;
    };
    struct TableRow {
        std::optional<std::int64_t> rowid;  ///< none in a table WITHOUT ROWID
        std::vector<CellValue> values;      ///< parallel to the columns
    };
    std::vector<Column> columns;
    std::vector<TableRow> rows;

    /// Folded name to index.
    std::optional<std::size_t> find(const std::string& column) const;
    /// `(id = 1, name = 'x')`
    std::string describe(const TableRow& row) const;
};

/// Of a table of the main database; up to `most` rows, the first ones by its key. None where it
/// cannot be read. Throws kiln::Error where SQLite itself fails.
std::optional<TableRows> read_rows(sqlite3* db, const std::string& table,
                                   std::size_t most = std::size_t{100'000});

}  // namespace kiln::tool
