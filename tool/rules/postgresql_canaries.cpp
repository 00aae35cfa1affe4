#include "tool/rules/postgresql_canaries.hpp"

#include "src/sql/quoting.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// Lists within a value: 31 ends each.
constexpr const char* filled_sql =
    "SELECT 't', c.oid, 0, n.nspname::text, c.relname::text, c.relkind::text, "
    "coalesce(pg_catalog.pg_get_partition_constraintdef(c.oid), ''), '', '' FROM "
    "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
    "c.oid = ANY ($1) UNION ALL SELECT 'c', a.attrelid, a.attnum, a.attname::text, "
    "pg_catalog.format_type(a.atttypid, a.atttypmod), b.typname::text, CASE WHEN "
    "a.attnotnull OR t.typnotnull THEN 'n' ELSE '' END || CASE WHEN a.attgenerated <> '' "
    "THEN 'g' ELSE '' END || CASE WHEN a.atthasdef THEN 'd' ELSE '' END, (SELECT "
    "coalesce(pg_catalog.string_agg(e.enumlabel::text, pg_catalog.chr(31) ORDER BY "
    "e.enumsortorder), '') FROM pg_catalog.pg_enum e WHERE e.enumtypid = b.oid), (SELECT "
    "coalesce(pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' '), '') FROM "
    "pg_catalog.pg_constraint k WHERE k.contypid = t.oid) FROM pg_catalog.pg_attribute a "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_type b ON b.oid = "
    "CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END WHERE a.attnum > 0 AND NOT "
    "a.attisdropped AND a.attrelid = ANY ($1) UNION ALL SELECT 'k', k.conrelid, "
    "k.confrelid::pg_catalog.int8, k.conname::text, "
    "k.contype::text, pg_catalog.array_to_string(k.conkey, pg_catalog.chr(31)), "
    "CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_constraintdef(k.oid) ELSE (SELECT "
    "pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), pg_catalog.chr(31) ORDER BY "
    "u.place) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u(number, place) JOIN "
    "pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) END, "
    "'', '' FROM pg_catalog.pg_constraint k WHERE k.contype IN ('c', 'f') AND k.conrelid = "
    "ANY ($1) UNION ALL SELECT 'u', x.indrelid, 0, pg_catalog.replace(x.indkey::text, ' ', "
    "pg_catalog.chr(31)), '', '', '', '', '' FROM pg_catalog.pg_index x WHERE "
    "(x.indisunique OR x.indisexclusion) AND x.indrelid = ANY ($1)";

bool is_one_of(const std::string& type, std::initializer_list<std::string_view> types) {
    return std::ranges::find(types, type) != types.end();
}

/// `numeric(4,1)`
std::string numeric_for(const std::string& type, int number) {
    const std::size_t open = type.find('(');
    const std::size_t comma = type.find(',');
    if (open == std::string::npos || comma == std::string::npos) {
        return std::to_string(number) + ".5";
    }
    return decimal_for(static_cast<int>(server_number(std::string_view(type).substr(open + 1))),
                       static_cast<int>(server_number(std::string_view(type).substr(comma + 1))),
                       number);
}

/// As a text that the type reads, such that columns can be told apart; none for a type that is not
/// known here.
std::optional<std::string> text_of_type(const std::string& base, const std::string& type,
                                        const ValueFor& at) {
    const int apart = at.column % 60;
    const std::string n = std::to_string(at.seed);
    const std::string day = day_for(at);
    if (base == "int2") return std::to_string(30000 + apart * 40 + at.seed);
    if (base == "int4") {
        // Two of them may be multiplied, and none fits a smallint.
        return std::to_string(at.is_key ? 1073741824 + at.seed * 101
                                        : 40000 + apart * 40 + at.seed);
    }
    if (base == "int8") {
        return std::to_string(1099511627776 + std::int64_t{at.seed} * 101 +
                              std::int64_t{apart} * 1000003);
    }
    if (base == "oid") return std::to_string(16000 + at.seed);
    if (base == "numeric") return numeric_for(type, at.seed + apart);
    if (is_one_of(base, {"float4", "float8", "money"})) {
        return std::to_string(at.seed + apart) + ".5";
    }
    if (base == "bool") return (at.seed + at.column) % 2 == 1 ? "true" : "false";
    if (is_one_of(base, {"text", "varchar", "bpchar", "name", "citext"})) return text_for(at);
    if (base == "bytea") return "\\x00ff" + digits_of(at.column % 100, 2) + digits_of(at.seed, 2);
    if (base == "uuid") {
        return "00000000-0000-4000-8000-" + digits_of(at.column * 100 + at.seed, 12);
    }
    if (base == "date") return day;
    if (is_one_of(base, {"timestamp", "timestamptz"})) return day + " 04:05:06.789012";
    if (is_one_of(base, {"time", "timetz"})) {
        return "04:" + digits_of(apart, 2) + ":" + digits_of(at.seed % 60, 2) + ".789";
    }
    if (base == "interval") return n + " days 01:02:" + digits_of(apart, 2);
    if (is_one_of(base, {"json", "jsonb"})) {
        return "{\"canary\": " + n + ", \"column\": " + std::to_string(at.column) + "}";
    }
    if (is_one_of(base, {"inet", "cidr"})) return "10.0." + std::to_string(apart) + "." + n;
    if (base == "macaddr")
        return "08:00:2b:01:" + digits_of(apart, 2) + ":" + digits_of(at.seed, 2);
    if (base == "tsvector" || base == "tsquery") return "canary" + n;
    if (base == "xml") return "<canary>" + n + "</canary>";
    if (base == "point") return "(" + n + ",1.5)";
    if (base == "bit" || base == "varbit") return at.seed % 2 == 1 ? "1" : "0";
    if (is_one_of(base, {"int4range", "int8range", "numrange"})) {
        return "[" + std::to_string(at.seed * 10) + "," + std::to_string(at.seed * 10 + 1) + ")";
    }
    if (is_one_of(base, {"daterange", "tsrange", "tstzrange"})) {
        return "[" + day + "," + day.substr(0, 8) + "04)";
    }
    if (base == "hstore") return "canary => " + n;
    if (base.starts_with("_")) {
        const auto element = text_of_type(base.substr(1), "", at);
        if (!element) return "{}";
        std::string quoted;
        for (const char c : *element) {
            if (c == '"' || c == '\\') quoted += '\\';
            quoted += c;
        }
        return "{\"" + quoted + "\"}";
    }
    return std::nullopt;
}

/// As quote_ident() writes it.
std::string quoted_or_plain(const std::string& name) {
    const bool is_plain = std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return is_plain ? name : quoted_name(name);
}

void add_cells(FilledTables& tables, const std::vector<std::string>& cells) {
    FilledTable& table = tables[server_number(cells[1])];
    switch (cells[0].front()) {
        case 't':
            table.sql = quoted_table(cells[3], cells[4]);
            table.name = cells[4];
            table.is_partitioned = cells[5] == "p";
            if (!cells[6].empty()) table.checks.push_back({"", {}, cells[6]});
            break;
        case 'c': {
            const auto is = [&](char c) { return cells[6].find(c) != std::string::npos; };
            table.columns[static_cast<int>(server_number(cells[2]))] = {
                cells[3], cells[4], cells[5], cells[8], split(cells[7], '\x1f'),
                is('n'),  is('g'),  is('d')};
            break;
        }
        case 'k': {
            std::vector<int> columns;
            for (const std::string& each : split(cells[5], '\x1f')) {
                columns.push_back(static_cast<int>(server_number(each)));
            }
            if (cells[4] == "c") {
                table.checks.push_back({cells[3], {columns.begin(), columns.end()}, cells[6]});
            } else {
                table.keys.push_back(
                    {server_number(cells[2]), std::move(columns), split(cells[6], '\x1f')});
            }
            break;
        }
        default:
            for (const std::string& each : split(cells[3], '\x1f')) {
                table.unique.insert(static_cast<int>(server_number(each)));
            }
    }
}

}  // namespace

PostgresqlCanaries::PostgresqlCanaries(Connection& connection, PlannedQuestions& questions)
    : connection_(connection), questions_(questions) {
    questions_.add("kiln_filled", filled_sql);
}

FilledTables PostgresqlCanaries::read(const std::set<Oid64>& tables) const {
    FilledTables found;
    const FirstStatement done =
        connection_.run_first(questions_.with("kiln_filled", oid_array(tables)), {}, [&](Row row) {
            std::vector<std::string> cells;
            for (const Cell& cell : row) cells.emplace_back(cell.text);
            add_cells(found, cells);
        });
    if (done.fault) throw database_error(*done.fault, Doing::read, connection_.name());
    return found;
}

std::optional<std::string> PostgresqlCanaries::value(const FilledColumn& column,
                                                     const ValueFor& at) const {
    const auto text = text_of_type(column.base, column.type, at);
    return text ? std::optional(literal(column, *text)) : std::nullopt;
}

std::string PostgresqlCanaries::literal(const FilledColumn& column, const std::string& text) const {
    return string_in_sql(text) + "::" + column.type;
}

std::string PostgresqlCanaries::key_of(const FilledTable& parent,
                                       const std::vector<std::string>& referred, std::size_t which,
                                       int seed) const {
    std::string all;
    // Keys that a revision brings are smaller: it may take them back.
    for (const std::string& each : referred) all += (all.empty() ? "" : ", ") + each + " DESC";
    return "(SELECT " + referred[which] + " FROM " + parent.sql + " ORDER BY " + all +
           " OFFSET (SELECT " + std::to_string(seed % 10) +
           " % greatest(pg_catalog.count(*), 1) FROM " + parent.sql + ") LIMIT 1)";
}

std::string PostgresqlCanaries::referred_sql(const std::string& name) const {
    return quoted_or_plain(name);
}

std::string PostgresqlCanaries::insertion(const FilledTable& table,
                                          const std::vector<RowValues>& rows) const {
    std::string columns;
    for (const auto& [number, value] : rows.front()) {
        columns += (columns.empty() ? "" : ", ") + quoted_name(table.columns.at(number).name);
    }
    std::string sql =
        "INSERT INTO " + table.sql + " (" + columns + ") OVERRIDING SYSTEM VALUE VALUES ";
    for (const RowValues& values : rows) {
        std::string row;
        for (const auto& [number, value] : values) row += (row.empty() ? "" : ", ") + value;
        sql += (&values == &rows.front() ? "(" : ", (") + row + ")";
    }
    return sql;
}

bool PostgresqlCanaries::is_of(const Fault& fault, const FilledCheck& check) const {
    if (!check.name.empty()) return says_name(fault.message, check.name);
    // Of a partition: it has no name.
    return is_of_condition(fault) && fault.message.find("artition") != std::string::npos;
}

bool PostgresqlCanaries::is_no_value(const Fault& fault) const {
    return fault.number >> 18U == sql_state("22000") >> 18U;
}

bool PostgresqlCanaries::is_of_condition(const Fault& fault) const {
    return fault.number == sql_state("23514");
}

std::string oid_array(const std::set<Oid64>& numbers) {
    std::string list;
    for (const Oid64 number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
    return "'{" + list + "}'::pg_catalog.oid[]";
}

std::string quoted_table(const std::string& schema, const std::string& name) {
    return quoted_name(schema) + "." + quoted_name(name);
}

}  // namespace kiln::tool
