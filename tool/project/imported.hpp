#pragma once
// What another tool's folder holds, as values.

#include <kiln/diagnostic.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

enum class ImportTool : std::uint8_t {
    sqlx,
    diesel,
    goose,
    dbmate,
    golang_migrate,
    flyway,
    alembic_sql
};
/// As `--from` names them, at their numbers.
inline constexpr std::array<std::string_view, 7> import_tool_names = {
    "sqlx", "diesel", "goose", "dbmate", "golang-migrate", "flyway", "alembic-sql"};

/// A line of one of the tool's files, without its end.
struct ImportedLine {
    std::string text;
    std::uint32_t line = 0;  ///< in the file, from 1
};

/// What becomes a section.
struct ImportedSql {
    std::string path;  ///< the tool's file
    std::vector<ImportedLine> lines;
    bool no_transaction = false;
};

struct ImportedRevision {
    std::string id;
    std::vector<std::string> down_revisions;  ///< none: a base
    std::string message;
    Location place;  ///< what has its id: a file, a folder, or a line in a file
    ImportedSql upgrade;
    std::optional<ImportedSql> downgrade;
};

}  // namespace kiln::tool
