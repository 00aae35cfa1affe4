#include "tool/rules/mysql_canaries.hpp"

#include "src/text/letter_case.hpp"
#include "tool/replay/mysql_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace kiln::tool {
namespace {

bool is_among(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

/// The most characters of a text, bytes of a binary one; 0 is more than are put there.
std::size_t longest_of(const MysqlColumn& column) {
    if (column.base == "tinytext" || column.base == "tinyblob") return 60;
    if (!is_among(column.base, {"char", "varchar", "binary", "varbinary", "bit"})) return 0;
    if (column.arguments.empty()) return 1;
    return static_cast<std::size_t>(server_number(column.arguments.front()));
}

/// MariaDB has JSON as a text with a condition.
bool is_json(const MysqlTable& table, const MysqlColumn& column) {
    if (column.base == "json") return true;
    return std::ranges::any_of(table.checks, [&](const MysqlCheck& check) {
        return check.text.find("json_valid(" + in_backticks(column.name) + ")") !=
               std::string::npos;
    });
}

FilledColumn filled_column(const MysqlTable& table, const MysqlColumn& column) {
    FilledColumn filled;
    filled.name = column.name;
    filled.type = column.type;
    filled.base = is_json(table, column) ? "json" : column.base;
    if (column.base == "enum" || column.base == "set") filled.labels = column.arguments;
    filled.not_null = column.not_null;
    filled.generated = column.generated;
    filled.has_default = column.has_default;
    filled.length = longest_of(column);
    filled.charset = column.charset;
    filled.is_unsigned = column.is_unsigned;
    return filled;
}

/// Characters that other character sets do not have: those of a customer's name.
std::string_view far_letters(std::string_view charset) {
    if (is_among(charset, {"utf8mb4", "utf16", "utf32", "gb18030"}))
        return "\u00e9\u0416\U0001F600";
    if (is_among(charset, {"utf8", "utf8mb3", "ucs2"})) return "\u00e9\u0416";
    if (charset == "latin1") return "\u00e9";
    return "";
}

/// So many characters of it.
std::string cut_to_length(const std::string& text, std::size_t length) {
    if (length == 0) return text;
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80U;
        if (begins && count++ == length) break;
    }
    return text.substr(0, at);
}

/// `60-3éЖ😀 canary, …`
std::string customer_text(const FilledColumn& column, const ValueFor& at) {
    if (column.length == 1) return {static_cast<char>('a' + at.seed % 26)};
    if (column.length == 2) return digits_of(at.seed % 100, 2);
    std::string text = text_for(at);
    text.insert(std::min(text.find(' '), text.size()), far_letters(column.charset));
    return cut_to_length(text, column.length);
}

std::string whole_number(const FilledColumn& column, const ValueFor& at) {
    const std::int64_t apart = at.column % 60;
    const std::int64_t among = apart * 40 + at.seed;
    if (column.base == "tinyint") {
        const bool is_flag = column.type == "tinyint(1)" && !at.is_key;
        return std::to_string(is_flag ? (at.seed + at.column) % 2
                                      : (column.is_unsigned ? 150 : 60) + at.seed);
    }
    if (column.base == "smallint") {
        return std::to_string((column.is_unsigned ? 40000 : 30000) + among);
    }
    if (column.base == "mediumint") {
        return std::to_string((column.is_unsigned ? 9000000 : 40000) + among);
    }
    if (column.base == "bigint") {
        return std::to_string(1099511627776 + std::int64_t{at.seed} * 101 + apart * 1000003);
    }
    // Those without a sign do not fit where there is one; of the others two may be multiplied, and
    // none fits a smallint.
    if (column.is_unsigned) return std::to_string(3000000000 + among * 101);
    return std::to_string(at.is_key ? 1073741824 + at.seed * 101 : 40000 + among);
}

std::string decimal(const FilledColumn& column, const ValueFor& at) {
    const std::size_t open = column.type.find('(');
    const std::size_t comma = column.type.find(',');
    const auto number = [&](std::size_t begin) {
        return static_cast<int>(server_number(std::string_view(column.type).substr(begin + 1)));
    };
    if (open == std::string::npos) return std::to_string(at.seed);
    return decimal_for(number(open), comma == std::string::npos ? 0 : number(comma),
                       at.seed + at.column % 60);
}

/// As SQL, without quotes where they matter.
std::optional<std::string> other_value(const FilledColumn& column, const ValueFor& at) {
    const std::string& base = column.base;
    const std::string n = std::to_string(at.seed);
    if (base == "bit") return column.length > 7 ? n : std::to_string(at.seed % 2);
    if (base.ends_with("binary") || base.ends_with("blob")) {
        // Keys of 16 bytes are UUIDs.
        return "UNHEX(LEFT('" + digits_of(at.seed, 2) + "00ff" + digits_of(at.column % 100, 2) +
               "a1b2c3d4e5f60718293a', " +
               std::to_string(column.length == 0 ? 32
                                                 : std::min<std::size_t>(column.length, 13) * 2) +
               "))";
    }
    if (base == "point" || base == "geometry") return "ST_GeomFromText('POINT(" + n + " 1.5)')";
    if (base == "linestring") return "ST_GeomFromText('LINESTRING(0 0, " + n + " 1.5)')";
    if (base == "polygon") {
        return "ST_GeomFromText('POLYGON((0 0, " + n + " 0, " + n + " 1.5, 0 0))')";
    }
    return std::nullopt;
}

std::optional<std::string> text_value(const FilledColumn& column, const ValueFor& at) {
    const std::string& base = column.base;
    const std::string n = std::to_string(at.seed);
    if (is_among(base, {"tinyint", "smallint", "mediumint", "int", "bigint"})) {
        return whole_number(column, at);
    }
    if (base == "decimal") return decimal(column, at);
    if (base == "float" || base == "double") return std::to_string(at.seed + at.column % 60) + ".5";
    if (is_among(base, {"char", "varchar", "tinytext", "text", "mediumtext", "longtext"})) {
        return customer_text(column, at);
    }
    if (base == "date") return day_for(at);
    if (base == "datetime" || base == "timestamp") return day_for(at) + " 04:05:06.789012";
    if (base == "time") {
        return "04:" + digits_of(at.column % 60, 2) + ":" + digits_of(at.seed % 60, 2) + ".789";
    }
    if (base == "year") return std::to_string(2010 + at.seed);
    if (base == "json") {
        return "{\"canary\": " + n + ", \"column\": " + std::to_string(at.column) + "}";
    }
    if (base == "uuid") {
        return "00000000-0000-4000-8000-" + digits_of(at.column * 100 + at.seed, 12);
    }
    if (base == "inet4") return "10.0." + std::to_string(at.column % 60) + "." + n;
    if (base == "inet6") return "fe80::" + std::to_string(at.column) + ":" + n;
    return std::nullopt;
}

}  // namespace

FilledTables MysqlCanaries::read(const std::set<Oid64>& tables) const {
    FilledTables found;
    for (const Oid64 oid : tables) {
        const MysqlTable* const table = tables_.table(oid);
        const auto name = tables_.name_of(oid);
        if (table == nullptr || !name) continue;
        FilledTable& filled = found[oid];
        filled.name = *name;
        filled.sql = in_backticks(*name);
        const auto numbers = [&](const std::vector<std::string>& columns) {
            std::vector<int> all;
            all.reserve(columns.size());
            for (const std::string& column : columns) all.push_back(tables_.column(oid, column));
            return all;
        };
        for (const MysqlColumn& column : table->columns) {
            filled.columns[tables_.column(oid, column.name)] = filled_column(*table, column);
        }
        for (const MysqlCheck& check : table->checks) {
            FilledCheck& condition = filled.checks.emplace_back();
            condition.name = check.name;
            condition.text = check.text;
            for (const MysqlColumn& column : table->columns) {
                if (check.text.find(in_backticks(column.name)) == std::string::npos) continue;
                condition.columns.insert(tables_.column(oid, column.name));
            }
        }
        for (const MysqlKey& key : table->keys) {
            if (!key.unique) continue;
            for (const int column : numbers(key.columns)) filled.unique.insert(column);
        }
        for (const MysqlForeignKey& key : table->foreign_keys) {
            const auto parent = tables_.number_of(key.parent);
            if (!parent) continue;
            std::vector<std::string> referred;
            referred.reserve(key.referred.size());
            for (const std::string& each : key.referred) referred.push_back(in_backticks(each));
            filled.keys.push_back({*parent, numbers(key.columns), std::move(referred)});
        }
    }
    return found;
}

std::optional<std::string> MysqlCanaries::value(const FilledColumn& column,
                                                const ValueFor& at) const {
    if (auto value = other_value(column, at)) return value;
    const auto text = text_value(column, at);
    return text ? std::optional(literal(column, *text)) : std::nullopt;
}

std::string MysqlCanaries::literal(const FilledColumn& column, const std::string& text) const {
    // A text there is its bytes.
    if (column.base == "bit") return std::to_string(server_number(text));
    return text_in_mysql(text);
}

std::string MysqlCanaries::key_of(const FilledTable& parent,
                                  const std::vector<std::string>& referred, std::size_t which,
                                  int seed) const {
    std::string all;
    std::string order;
    for (const std::string& each : referred) {
        all += fmt::format("{}{}", all.empty() ? "" : ", ", each);
        // Keys that a revision brings are smaller: it may take them back.
        order += fmt::format("{}{} DESC", order.empty() ? "" : ", ", each);
    }
    std::vector<std::string> keys;
    tables_.connection().run_first(
        fmt::format("SELECT HEX({0}), {0} FROM {1} ORDER BY {2} LIMIT 10", referred[which],
                    parent.sql, order),
        {}, [&](Row row) {
            if (row[1].kind == Cell::Kind::null) {
                keys.emplace_back("NULL");
                return;
            }
            const bool is_plain = std::ranges::all_of(
                row[1].text, [](char c) { return static_cast<unsigned char>(c) >= 0x20; });
            const bool is_binary = std::ranges::any_of(parent.columns, [&](const auto& column) {
                return in_backticks(column.second.name) == referred[which] &&
                       is_binary_in_mysql(column.second.base);
            });
            keys.push_back(is_plain && !is_binary ? text_in_mysql(row[1].text)
                                                  : fmt::format("X'{}'", row[0].text));
        });
    if (keys.empty()) return "NULL";
    return keys[static_cast<std::size_t>(seed % 10) % keys.size()];
}

std::string MysqlCanaries::referred_sql(const std::string& name) const {
    return in_backticks(name);
}

std::string MysqlCanaries::insertion(const FilledTable& table,
                                     const std::vector<RowValues>& rows) const {
    std::string columns;
    for (const auto& [number, value] : rows.front()) {
        columns += (columns.empty() ? "" : ", ") + in_backticks(table.columns.at(number).name);
    }
    std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ", table.sql, columns);
    for (const RowValues& values : rows) {
        std::string row;
        for (const auto& [number, value] : values) row += (row.empty() ? "" : ", ") + value;
        sql += (&values == &rows.front() ? "(" : ", (") + row + ")";
    }
    return sql;
}

bool MysqlCanaries::is_of(const Fault& fault, const FilledCheck& check) const {
    return fault.message.find(in_backticks(check.name)) != std::string::npos ||
           fault.message.find("'" + check.name + "'") != std::string::npos;
}

// Out of range, truncated, incorrect, too long.
bool MysqlCanaries::is_no_value(const Fault& fault) const {
    constexpr std::array numbers{1264U, 1265U, 1292U, 1366U, 1406U, 1411U};
    return std::ranges::find(numbers, fault.number) != numbers.end();
}

bool MysqlCanaries::is_of_condition(const Fault& fault) const {
    return fault.number == 3819 || fault.number == 4025;
}

std::string text_in_mysql(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    return out + '\'';
}

bool is_binary_in_mysql(std::string_view base) {
    return is_among(base, {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob",
                           "bit", "point", "geometry", "linestring", "polygon"});
}

}  // namespace kiln::tool
