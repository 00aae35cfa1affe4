#include "tool/schema/table_change.hpp"

#include "src/schema/tokens.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/new_demands.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

enum class Affinity : std::uint8_t { integer, text, none, real, numeric };

// SQLite's rules, https://www.sqlite.org/datatype3.html, 3.1
Affinity affinity(std::string_view type, bool strict) {
    const auto has = [&](std::initializer_list<std::string_view> parts) {
        return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
            return type.find(part) != std::string_view::npos;
        });
    };
    if (strict && type == "any") return Affinity::none;
    if (has({"int"})) return Affinity::integer;
    if (has({"char", "clob", "text"})) return Affinity::text;
    if (type.empty() || has({"blob"})) return Affinity::none;
    if (has({"real", "floa", "doub"})) return Affinity::real;
    return Affinity::numeric;
}

/// The lengths in a type: VARCHAR(20), DECIMAL(10, 2).
std::vector<long> lengths(const std::string& type) {
    std::vector<long> numbers;
    for (const Token& token : tokens_of(type)) {
        if (token.text.front() >= '0' && token.text.front() <= '9') {
            numbers.push_back(std::strtol(std::string(token.text).c_str(), nullptr, 10));
        }
    }
    return numbers;
}

bool is_shorter(const std::string& was, const std::string& is) {
    const std::vector<long> before = lengths(was);
    const std::vector<long> now = lengths(is);
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (i >= before.size() || now[i] < before[i]) return true;
    }
    return false;
}

/// The bytes of an integer type by its usual name; 0: of none. SQLite keeps 8 in each, others do
/// not.
std::size_t integer_size(const std::string& type) {
    static constexpr std::pair<std::string_view, std::size_t> sizes[] = {
        {"tinyint", 1}, {"int1", 1}, {"smallint", 2}, {"int2", 2}, {"mediumint", 3},
        {"int", 4},     {"int4", 4}, {"bigint", 8},   {"int8", 8}, {"integer", 8}};
    for (const auto& [name, size] : sizes) {
        if (type == name) return size;
    }
    return 0;
}

bool is_narrower(const ColumnDefinition& was, bool was_strict, const ColumnDefinition& is,
                 bool is_strict) {
    if (was.type == is.type && was_strict == is_strict) return false;
    const Affinity before = affinity(was.type, was_strict);
    const Affinity now = affinity(is.type, is_strict);
    if (now == before) {
        const std::size_t bytes = integer_size(is.type);
        return is_shorter(was.type, is.type) || (bytes > 0 && bytes < integer_size(was.type));
    }
    if (now == Affinity::none) return is_strict && is.type != "any";
    const bool exact = now == Affinity::numeric || now == Affinity::text;
    return !(before == Affinity::integer && exact) || !lengths(is.type).empty();
}

std::string type_text(const ColumnDefinition& column) {
    return column.type_text.empty() ? "untyped" : column.type_text;
}

}  // namespace

TableChange::TableChange(const std::vector<SchemaObject>& from_group_,
                         const std::vector<SchemaObject>& to_group_)
    : from_group(from_group_),
      to_group(to_group_),
      from(from_group.front()),
      to(to_group.front()),
      was(parse_table(from.sql)),
      is(parse_table(to.sql)) {
    std::vector<bool> kept(was.columns.size());
    for (const ColumnDefinition& column : is.columns) {
        origin.push_back(was.find(folded(column.name)));
        if (origin.back()) kept[*origin.back()] = true;
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (!kept[i]) dropped.push_back(i);
    }
}

bool TableChange::needs_value(std::size_t column) const {
    const ColumnDefinition& now = is.columns[column];
    if (origin[column] || now.generated || is.rowid_alias == column) return false;
    if (now.default_value.empty()) return now.not_null;
    // A default that calls something may differ from row to row.
    return now.default_value.find('(') == std::string::npos && is_sole_key(to_group, is, column);
}

Confirmation TableChange::needed_value(std::size_t column) const {
    const std::string name =
        "column " + in_quotes(is.columns[column].name) + " of " + in_quotes(to.name) + " is new";
    const std::string place = " in the place of " + std::string(place_to_fill);
    if (!is_sole_key(to_group, is, column)) {
        return {name + " and NOT NULL: put its value for the rows that there are" + place, true};
    }
    return {name + (is.columns[column].not_null ? ", NOT NULL" : "") +
                " and unique: put an expression that differs in each row that there is" + place +
                ", since one constant for all will not do",
            true};
}

Confirmation TableChange::loss(std::size_t dropped_column) const {
    return {"column " + in_quotes(was.columns[dropped_column].name) + " of " + in_quotes(to.name) +
            " and its values are lost"};
}

std::vector<Confirmation> TableChange::hazards(std::size_t column) const {
    if (!origin[column]) return {};
    const ColumnDefinition& before = was.columns[*origin[column]];
    const ColumnDefinition& now = is.columns[column];
    const std::string what = "column " + in_quotes(now.name) + " of " + in_quotes(to.name);
    std::vector<Confirmation> found;
    if (now.generated) {
        if (!before.generated) found.push_back({what + " becomes generated: its values are lost"});
        return found;
    }
    if (is_narrower(before, was.has_option("strict"), now, is.has_option("strict"))) {
        found.push_back({what + " becomes " + type_text(now) + ", was " + type_text(before) +
                         ": see that each value fits"});
    }
    if (now.not_null && !before.not_null) {
        found.push_back({what + " becomes NOT NULL: give the rows that hold NULL a value"});
    }
    return found;
}

std::vector<Confirmation> TableChange::hazards() const {
    std::vector<Confirmation> found;
    if (is.has_option("strict") && !was.has_option("strict")) {
        found.push_back(
            {in_quotes(to.name) + " becomes STRICT: see that each value has its column's type"});
    }
    for (NewDemand& demand : new_demands(from_group, to_group)) {
        if (demand.index.empty()) found.push_back({std::move(demand.what)});
    }
    return found;
}

}  // namespace kiln::tool
