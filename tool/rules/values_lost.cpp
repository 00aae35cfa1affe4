#include "tool/rules/values_lost.hpp"

#include "src/database/written_number.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/row_match.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

/// A value before and now, and its row of before.
struct Pair {
    const CellValue& was;
    const CellValue& is;
    const TableRows::TableRow& row;  ///< of before
};

struct Loss {
    std::string what;  ///< behind "values of 'c' in 't' "
    const Pair* example = nullptr;
};

bool is_null(const CellValue& value) { return value.index() == 0; }

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// What CAST makes of `is` in the type of `was` is `was` again.
bool casts_back(const CellValue& was, const CellValue& is) {
    if (const auto* integer = std::get_if<std::int64_t>(&was)) {
        if (const auto* real = std::get_if<double>(&is)) {
            return *real == static_cast<double>(*integer);
        }
        const auto* text = std::get_if<std::string>(&is);
        return text != nullptr && integer_of(*text) == *integer;
    }
    if (const auto* real = std::get_if<double>(&was)) {
        if (const auto* integer = std::get_if<std::int64_t>(&is)) {
            return static_cast<double>(*integer) == *real;
        }
        const auto* text = std::get_if<std::string>(&is);
        const auto back = text == nullptr ? std::nullopt : only_real_of(*text);
        return back && std::abs(*back - *real) <= std::abs(*real) * 1e-14;
    }
    if (const auto* text = std::get_if<std::string>(&was)) {
        if (const auto* integer = std::get_if<std::int64_t>(&is)) {
            return std::to_string(*integer) == *text;
        }
        if (const auto* real = std::get_if<double>(&is)) {
            return fmt::format("{}", *real) == *text;
        }
        const auto* blob = std::get_if<BlobValue>(&is);
        return blob != nullptr && blob->bytes == *text;
    }
    const auto* blob = std::get_if<BlobValue>(&was);
    const auto* text = std::get_if<std::string>(&is);
    return blob != nullptr && text != nullptr && blob->bytes == *text;
}

/// Without sign, point, exponent and the zeros that only say where the point is.
std::size_t significant_digits(const CellValue& value) {
    std::string text;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) text = std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) text = fmt::format("{}", *real);
    text = text.substr(0, text.find('e'));
    std::erase_if(text, [](char c) { return c < '0' || c > '9'; });
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    const std::size_t end = text.find_last_not_of('0');
    return end == std::string::npos ? 0 : end + 1;
}

bool is_shorter(const Pair& pair) {
    if (const auto* text = std::get_if<std::string>(&pair.was)) {
        const auto& now = std::get<std::string>(pair.is);
        return now.size() < text->size() && trimmed(now) != trimmed(*text);
    }
    if (const auto* blob = std::get_if<BlobValue>(&pair.was)) {
        return std::get<BlobValue>(pair.is).bytes.size() < blob->bytes.size();
    }
    // A number of few digits says nothing: 10 - 1 is one digit less.
    constexpr std::size_t telling = 7;
    const std::size_t was = significant_digits(pair.was);
    const std::size_t margin = std::holds_alternative<double>(pair.was) ? 1 : 2;
    return was >= telling && significant_digits(pair.is) + margin <= was;
}

/// The other column of before whose values stand in the place of these, perhaps in the type of this
/// one.
std::optional<std::string> taken_from(const std::vector<Pair>& pairs, std::size_t own,
                                      const TableRows& before) {
    const bool tells = std::ranges::any_of(
        pairs, [](const Pair& pair) { return pair.was != pair.is && !is_null(pair.is); });
    if (!tells) return std::nullopt;
    const auto all_are = [&](const auto& value_in) {
        return std::ranges::all_of(pairs, [&](const Pair& pair) {
            const CellValue& value = value_in(pair.row);
            return value == pair.is || casts_back(value, pair.is);
        });
    };
    for (std::size_t other = 0; other < before.columns.size(); ++other) {
        if (other == own) continue;
        if (all_are([&](const auto& row) { return row.values[other]; })) {
            return before.columns[other].name;
        }
    }
    const bool is_rowid =
        all_are([](const auto& row) { return row.rowid ? CellValue(*row.rowid) : CellValue(); });
    return is_rowid ? std::optional<std::string>("rowid") : std::nullopt;
}

bool became_constant(const std::vector<Pair>& pairs) {
    bool was_differ = false;
    bool is_differ = false;
    for (const Pair& pair : pairs) {
        was_differ |= pair.was != pairs.front().was;
        is_differ |= pair.is != pairs.front().is;
    }
    return was_differ && !is_differ;
}

std::optional<Loss> not_copied(const std::vector<Pair>& pairs) {
    const auto changed =
        std::ranges::find_if(pairs, [](const Pair& pair) { return pair.was != pair.is; });
    if (changed == pairs.end()) return std::nullopt;
    return Loss{"are not copied, and others stand in their place", &*changed};
}

/// `pairs`: where a value was.
std::optional<Loss> loss_of(const std::vector<Pair>& pairs, std::size_t own,
                            const TableRows& before) {
    const auto first = [&](const auto& is_so) -> const Pair* {
        const auto found = std::ranges::find_if(pairs, is_so);
        return found == pairs.end() ? nullptr : &*found;
    };
    const Pair* changed = first([](const Pair& pair) { return pair.was != pair.is; });
    if (changed == nullptr) return std::nullopt;
    if (const auto other = taken_from(pairs, own, before)) {
        return Loss{"become those of '" + *other + "'", changed};
    }
    if (const Pair* pair = first([](const Pair& each) { return is_null(each.is); })) {
        return Loss{"become NULL", pair};
    }
    if (became_constant(pairs)) return Loss{"all become " + readable(changed->is), changed};
    const auto other_type = [](const Pair& pair) {
        return pair.was.index() != pair.is.index() && !casts_back(pair.was, pair.is);
    };
    if (const Pair* pair = first(other_type)) {
        return Loss{"become another type, and do not cast back", pair};
    }
    const auto shorter = [](const Pair& pair) {
        return pair.was.index() == pair.is.index() && pair.was != pair.is && is_shorter(pair);
    };
    if (const Pair* pair = first(shorter)) return Loss{"become shorter", pair};
    return std::nullopt;
}

/// A rebuild fills the new table without this column, where SQLite numbers rows of its own accord.
bool is_not_copied(const TableFate* fate, const std::string& was, const std::string& is) {
    if (fate == nullptr || !fate->rebuilt || fate->copies.empty()) return false;
    return std::ranges::none_of(fate->copies, [&](const RowCopy& copy) {
        return copy.columns.empty() ||
               std::ranges::any_of(copy.columns, [&](const CopiedColumn& column) {
                   return column.column == is || column.mentioned.count(was) > 0;
               });
    });
}

/// The column goes back to the type that it had before its own upgrade, and a value follows that.
bool undoes_type(const Passage& passage, const SurvivingTable& table, std::size_t was,
                 std::size_t is) {
    return passage.upgrade != nullptr &&
           !equal_ignoring_case(table.before->columns[was].type, table.now.columns[is].type);
}

/// Whether no row that is the example's holds its value any longer, in a column of either name.
std::function<bool(sqlite3*)> is_gone(const TableRows& before, const Pair& example,
                                      std::set<std::string> columns, std::set<std::string> tables) {
    TableRows rows;
    rows.columns = before.columns;
    rows.rows.push_back(example.row);
    return [rows = std::move(rows), was = example.was, columns = std::move(columns),
            tables = std::move(tables)](sqlite3* db) {
        return std::ranges::none_of(tables, [&](const std::string& table) {
            const auto now = read_rows(db, table);
            if (!now) return false;
            const auto match = match_rows(rows, *now, common_columns(rows, *now), false).front();
            return match && std::ranges::any_of(columns, [&](const std::string& column) {
                       const auto place = now->find(column);
                       return place && now->rows[*match].values[*place] == was;
                   });
        });
    };
}

std::size_t first_guess(const Passage& passage, const TableFate* fate) {
    if (fate != nullptr && fate->dropped) return passage.statements[*fate->dropped].offset;
    return passage.statements.empty() ? 0 : passage.statements.back().offset;
}

}  // namespace

void find_lost_values(const Passed& passed, std::vector<Diagnostic>& found) {
    const Passage& passage = passed.passage();
    const Lineage& lineage = passed.lineage();
    if (passage.rows == nullptr) return;
    for (const SurvivingTable& table : surviving_tables(passage, lineage)) {
        for (const auto& [was, is] : table.columns) {
            const std::string name = folded(table.now.columns[is].name);
            if (table.fate != nullptr && table.fate->updated.count(name) > 0) continue;
            if (undoes_type(passage, table, was, is)) continue;
            std::vector<Pair> pairs;
            for (std::size_t i = 0; i < table.matches.size(); ++i) {
                const TableRows::TableRow& row = table.before->rows[i];
                if (!table.matches[i] || is_null(row.values[was])) continue;
                pairs.push_back(
                    {row.values[was], table.now.rows[*table.matches[i]].values[is], row});
            }
            if (pairs.empty()) continue;
            const std::string& column = table.before->columns[was].name;
            auto loss = loss_of(pairs, was, *table.before);
            if (!loss && is_not_copied(table.fate, folded(column), name)) {
                loss = not_copied(pairs);
            }
            if (!loss) continue;
            Diagnostic diagnostic = finding(
                passage, first_guess(passage, table.fate), Code::values_lost,
                "values of " + quote(column) + " in " + in_quotes(passed.written(table.name)) +
                    " " + loss->what,
                "copy them as they are, or say what happens by a statement of its own: UPDATE " +
                    readable_name(table.new_name) + " SET " + readable_name(name) + " = …");
            diagnostic.notes.push_back(note_of(readable(loss->example->was) + " becomes " +
                                               readable(loss->example->is) + " in the row " +
                                               table.before->describe(loss->example->row)));
            if (passage.sought != nullptr) {
                passage.sought->push_back(
                    {found.size(), is_gone(*table.before, *loss->example, {folded(column), name},
                                           tables_on_the_way(passage, lineage, table))});
            }
            found.push_back(std::move(diagnostic));
        }
    }
}

}  // namespace kiln::tool
