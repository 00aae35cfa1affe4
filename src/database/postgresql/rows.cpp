#include "src/database/postgresql/rows.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace kiln::postgresql {
namespace {

// text, character varying, character, name, and what no type was found for
constexpr std::array<Oid, 5> text_types{25, 1043, 1042, 19, 705};

Cell cell_of(const Result& result, int row, int column) {
    if (result.is_null(row, column)) return {};
    const bool is_text =
        std::ranges::find(text_types, PQftype(result.get(), column)) != text_types.end();
    return {is_text ? Cell::Kind::text : Cell::Kind::other, result.text(row, column)};
}

}  // namespace

void hand_on(const Result& result, const std::function<void(Row)>& each_row) {
    if (!each_row) return;
    std::vector<Cell> cells(static_cast<std::size_t>(result.columns()));
    for (int row = 0; row < result.rows(); ++row) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells[i] = cell_of(result, row, static_cast<int>(i));
        }
        each_row(cells);
    }
}

}  // namespace kiln::postgresql
