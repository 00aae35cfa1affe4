#include "tool/rules/described_row.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"
#include "tool/project/utf8.hpp"

#include <cstddef>

namespace kiln::tool {

std::string described_row(const ServerTable& table, Row row) {
    constexpr std::size_t longest = 40;
    constexpr std::size_t most = 8;
    std::string text = "(";
    std::size_t at = 0;
    for (const auto& [number, column] : table.columns) {
        if (at >= most || at >= row.size()) break;
        const Cell& cell = row[at++];
        std::string value = shortened(cell.text, longest);
        if (cell.kind == Cell::Kind::text) value = string_in_sql(value);
        if (cell.kind == Cell::Kind::null) value = "NULL";
        text += (text.size() > 1 ? ", " : "") + column.name + " = " + one_line(value);
    }
    return text + (table.columns.size() > most ? ", …)" : ")");
}

}  // namespace kiln::tool
