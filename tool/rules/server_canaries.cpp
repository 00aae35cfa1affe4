#include "tool/rules/server_canaries.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

struct FilledColumn {
    std::string name;
    std::string type;                 // to cast to
    std::string base;                 // without domains: int4, _text
    std::string check;                // of its domain
    std::vector<std::string> labels;  // of an enum
    bool not_null = false;
    bool generated = false;
    bool has_default = false;
    bool is_null = false;  // always: what it refers to is left alone
};

struct FilledCheck {
    std::string name;  // empty: of the partition
    std::set<int> columns;
    std::string text;
};

struct FilledKey {
    Oid64 parent = 0;
    std::vector<int> columns;
    std::vector<std::string> referred;  // in quotes
};

struct FilledTable {
    std::string sql;  // its name
    std::string name;
    bool is_partitioned = false;
    std::map<int, FilledColumn> columns;
    std::vector<FilledCheck> checks;
    std::vector<FilledKey> keys;
    std::set<int> unique;  // columns of unique indexes
};

using FilledTables = std::map<Oid64, FilledTable>;
using RowValues = std::map<int, std::string>;  // SQL, by columns

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
std::string tables_sql(const std::string& list) {
    return "SELECT 't', c.oid, 0, n.nspname::text, c.relname::text, c.relkind::text, "
           "coalesce(pg_catalog.pg_get_partition_constraintdef(c.oid), ''), '', '' FROM "
           "pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
           "c.oid = ANY (" +
           list +
           ") UNION ALL SELECT 'c', a.attrelid, a.attnum, a.attname::text, "
           "pg_catalog.format_type(a.atttypid, a.atttypmod), b.typname::text, CASE WHEN "
           "a.attnotnull OR t.typnotnull THEN 'n' ELSE '' END || CASE WHEN a.attgenerated <> '' "
           "THEN 'g' ELSE '' END || CASE WHEN a.atthasdef THEN 'd' ELSE '' END, (SELECT "
           "coalesce(pg_catalog.string_agg(e.enumlabel::text, pg_catalog.chr(31) ORDER BY "
           "e.enumsortorder), '') FROM pg_catalog.pg_enum e WHERE e.enumtypid = b.oid), (SELECT "
           "coalesce(pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid), ' '), '') FROM "
           "pg_catalog.pg_constraint k WHERE k.contypid = t.oid) FROM pg_catalog.pg_attribute a "
           "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_type b ON b.oid = "
           "CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END WHERE a.attnum > 0 AND NOT "
           "a.attisdropped AND a.attrelid = ANY (" +
           list +
           ") UNION ALL SELECT 'k', k.conrelid, k.confrelid::pg_catalog.int8, k.conname::text, "
           "k.contype::text, pg_catalog.array_to_string(k.conkey, pg_catalog.chr(31)), "
           "CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_constraintdef(k.oid) ELSE (SELECT "
           "pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), pg_catalog.chr(31) ORDER BY "
           "u.place) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u(number, place) JOIN "
           "pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number) END, "
           "'', '' FROM pg_catalog.pg_constraint k WHERE k.contype IN ('c', 'f') AND k.conrelid = "
           "ANY (" +
           list +
           ") UNION ALL SELECT 'u', x.indrelid, 0, pg_catalog.replace(x.indkey::text, ' ', "
           "pg_catalog.chr(31)), '', '', '', '', '' FROM pg_catalog.pg_index x WHERE "
           "(x.indisunique OR x.indisexclusion) AND x.indrelid = ANY (" +
           list + ")";
}

/// 'x' and 12, and what is next to such a number: what a condition may ask for.
std::vector<std::string> literals_in(const std::string& text) {
    std::vector<std::string> found;
    SqlLexer lexer(text, SqlRules::postgresql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view word = lexer.text(token);
        if (token.kind == SqlToken::Kind::string) found.push_back(unquoted(word));
        if (token.kind != SqlToken::Kind::word || word.front() < '0' || word.front() > '9')
            continue;
        if (word.size() > 15) continue;
        const std::uint64_t number = server_number(word);
        for (const std::uint64_t each : {number, number + 1}) found.push_back(std::to_string(each));
        if (number > 0) found.push_back(std::to_string(number - 1));
    }
    return found;
}

bool is_one_of(const std::string& type, std::initializer_list<std::string_view> types) {
    return std::ranges::find(types, type) != types.end();
}

std::string digits_of(int number, std::size_t count) {
    std::string digits = std::to_string(number);
    return std::string(count - std::min(count, digits.size()), '0') + digits;
}

/// `numeric(4,1)`: what fits, and would suffer as a whole number.
std::string numeric_for(const std::string& type, int number) {
    const std::size_t open = type.find('(');
    const std::size_t comma = type.find(',');
    if (open == std::string::npos || comma == std::string::npos) {
        return std::to_string(number) + ".5";
    }
    const auto precision = static_cast<int>(server_number(std::string_view(type).substr(open + 1)));
    const auto scale = static_cast<int>(server_number(std::string_view(type).substr(comma + 1)));
    const int digits = precision - scale;
    const std::string whole = digits <= 0   ? "0"
                              : digits == 1 ? std::to_string(number % 10)
                                            : std::to_string(number % 100);
    return whole + (scale > 0 ? ".5" : "");
}

/// What a value is for.
struct ValueFor {
    int seed = 0;    ///< the row, from 1 to 99
    int column = 0;  ///< its number
    bool is_key = false;
};

/// As a text that the type reads, such that columns can be told apart; none for a type that is not
/// known here.
std::optional<std::string> text_for(const std::string& base, const std::string& type,
                                    const ValueFor& at) {
    const int apart = at.column % 60;
    const std::string n = std::to_string(at.seed);
    const std::string day =
        "20" + digits_of(10 + at.seed % 80, 2) + "-" + digits_of(1 + at.column % 12, 2) + "-03";
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
    if (is_one_of(base, {"text", "varchar", "bpchar", "name", "citext"})) {
        std::string text = n + (at.column < 10 ? "-" : "") + std::to_string(at.column) +
                           " canary, as long as the texts of customers may be";
        if (at.seed % 2 == 0) text += std::string(200, '.');
        return text;
    }
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
        const auto element = text_for(base.substr(1), "", at);
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

/// What conditions ask for that no literal of theirs says.
std::vector<std::string> usual_texts(int seed) {
    const std::string n = std::to_string(seed);
    return {n,
            n + "@example.org",
            "a" + n,
            "A" + n,
            "https://example.org/" + n,
            "+49301234" + n,
            "abc",
            "ABC",
            "a",
            "A",
            "0",
            "1",
            "",
            "2024-02-03",
            "{}",
            "[]",
            "true",
            "00" + n};
}

class Filler {
public:
    Filler(Connection& connection, ServerCanaries kind, int generation)
        : connection_(connection), kind_(kind), generation_(generation) {}

    std::map<Oid64, std::string> fill(const std::set<Oid64>& tables) {
        asked_ = tables;
        for (std::set<Oid64> more = tables; !more.empty();) more = read(more);
        for (const Oid64 table : tables) put_in_order(table);
        // As a rule all is well, and one question tells so.
        std::string all;
        for (const Oid64 table : order_) all += insertion(table);
        if (all.empty() || runs(all)) return {};
        for (const Oid64 table : order_) {
            if (!runs(insertion(table))) fill_row_by_row(table);
        }
        std::erase_if(unfilled_, [&](const auto& each) { return !tables.contains(each.first); });
        return std::move(unfilled_);
    }

private:
    /// Answers the parents that are not known yet.
    std::set<Oid64> read(const std::set<Oid64>& tables) {
        std::set<Oid64> parents;
        const FirstStatement done =
            connection_.run_first(tables_sql(oid_array(tables)), {}, [&](Row row) {
                std::vector<std::string> cells;
                for (const Cell& cell : row) cells.emplace_back(cell.text);
                add(server_number(cells[1]), cells, parents);
            });
        if (done.fault) throw database_error(*done.fault, Doing::read, connection_.name());
        std::erase_if(parents, [&](Oid64 parent) { return tables_.contains(parent); });
        return parents;
    }

    void add(Oid64 oid, const std::vector<std::string>& cells, std::set<Oid64>& parents) {
        FilledTable& table = tables_[oid];
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
                } else if (is_left_alone(oid, columns)) {
                    for (const int column : columns) table.columns[column].is_null = true;
                } else {
                    parents.insert(server_number(cells[2]));
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

    /// Parents of parents are filled where they must be: chains of them may be long.
    bool is_left_alone(Oid64 oid, const std::vector<int>& columns) {
        return !asked_.contains(oid) && std::ranges::none_of(columns, [&](int column) {
            return tables_[oid].columns[column].not_null;
        });
    }

    /// Parents first.
    void put_in_order(Oid64 oid) {
        if (!done_.insert(oid).second) return;
        const FilledTable& table = tables_[oid];
        if (table.sql.empty() || table.is_partitioned) return;
        for (const FilledKey& key : table.keys) put_in_order(key.parent);
        order_.push_back(oid);
    }

    struct RowWanted {
        int seed = 0;
        int unique = 0;  ///< the seed of the columns that have to differ
        bool nulls = false;
    };
    std::vector<RowWanted> rows_of(Oid64 oid) const {
        const int base = generation_ * 10;
        std::vector<RowWanted> rows{{base + 1, base + 1, false}};
        if (kind_ == ServerCanaries::all && asked_.contains(oid)) {
            rows.push_back({base + 2, base + 2, true});
            rows.push_back({base + 1, base + 3, false});
        }
        rows.push_back({base + 4, base + 4, false});
        return rows;
    }

    std::string insertion(Oid64 oid) {
        std::vector<RowValues> rows;
        for (const RowWanted& each : rows_of(oid)) rows.push_back(values_for(oid, each));
        return insertion(tables_[oid], rows);
    }

    void fill_row_by_row(Oid64 oid) {
        bool is_filled = false;
        for (const RowWanted& each : rows_of(oid)) is_filled |= make_row(oid, each);
        if (!is_filled) unfilled_[oid] = last_;
    }

    RowValues values_for(Oid64 oid, const RowWanted& row) {
        const FilledTable& table = tables_[oid];
        RowValues values;
        for (const auto& [number, column] : table.columns) {
            if (column.generated) continue;
            const bool differs = table.unique.contains(number);
            values[number] =
                column.is_null || (row.nulls && !column.not_null)
                    ? "NULL"
                    : value_of(column, {differs ? row.unique : row.seed, number, differs});
        }
        for (const FilledKey& key : table.keys) {
            const bool differs = std::ranges::any_of(
                key.columns, [&](int column) { return table.unique.contains(column); });
            refer(oid, key, values, differs ? row.unique : row.seed, row.nulls);
        }
        return values;
    }

    bool make_row(Oid64 oid, const RowWanted& row) {
        const FilledTable& table = tables_[oid];
        RowValues values = values_for(oid, row);
        if (insert(table, values)) return true;
        // Whatever each of the conditions asks for, one after the other.
        for (int turns = 0; turns < 4; ++turns) {
            const FilledCheck* check = broken_check(table);
            if (check == nullptr) return false;
            if (mend(table, *check, values, row.unique)) return true;
        }
        return false;
    }

    static std::string value_of(const FilledColumn& column, const ValueFor& at) {
        if (!column.labels.empty()) {
            return literal(column,
                           column.labels[static_cast<std::size_t>(at.seed) % column.labels.size()]);
        }
        const auto text = text_for(column.base, column.type, at);
        if (text) return literal(column, *text);
        return column.has_default ? "DEFAULT" : "NULL";
    }

    static std::string literal(const FilledColumn& column, const std::string& text) {
        return string_in_sql(text) + "::" + column.type;
    }

    /// To a row of the parent's, or to itself.
    void refer(Oid64 oid, const FilledKey& key, RowValues& values, int seed, bool nulls) {
        const FilledTable& parent = tables_[key.parent];
        for (std::size_t i = 0; i < key.columns.size() && i < key.referred.size(); ++i) {
            const auto column = tables_[oid].columns.find(key.columns[i]);
            if (column == tables_[oid].columns.end() || column->second.generated) continue;
            if (nulls && !column->second.not_null) continue;
            if (key.parent == oid) {
                values[key.columns[i]] =
                    own_value(tables_[oid], key.referred[i], values, column->second.not_null);
                continue;
            }
            std::string all;
            // Keys that a revision brings are smaller: it may take them back.
            for (const std::string& each : key.referred) {
                all += (all.empty() ? "" : ", ") + each + " DESC";
            }
            values[key.columns[i]] =
                "(SELECT " + key.referred[i] + " FROM " + parent.sql + " ORDER BY " + all +
                " OFFSET (SELECT " + std::to_string(seed % 10) +
                " % greatest(pg_catalog.count(*), 1) FROM " + parent.sql + ") LIMIT 1)";
        }
    }

    static std::string own_value(const FilledTable& table, const std::string& referred,
                                 const RowValues& values, bool is_needed) {
        if (!is_needed) return "NULL";
        for (const auto& [number, column] : table.columns) {
            const auto value = values.find(number);
            if (quoted_or_plain(column.name) == referred && value != values.end())
                return value->second;
        }
        return "NULL";
    }
    /// As quote_ident() writes it.
    static std::string quoted_or_plain(const std::string& name) {
        const bool is_plain = std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
        return is_plain ? name : quoted_name(name);
    }

    const FilledCheck* broken_check(const FilledTable& table) {
        for (const FilledCheck& check : table.checks) {
            const bool is_it = check.name.empty()
                                   ? last_.find("partition") != std::string::npos
                                   : last_.find("\"" + check.name + "\"") != std::string::npos;
            if (is_it) return &check;
        }
        // Of a domain: its column is whichever has one.
        domain_ = {};
        for (const auto& [number, column] : table.columns) {
            if (column.check.empty() || last_.find("omain") == std::string::npos) continue;
            domain_.columns.insert(number);
            domain_.text += column.check + " ";
        }
        return domain_.columns.empty() ? nullptr : &domain_;
    }

    /// Tries values for its columns, alone and by twos, until the row passes, or fails elsewhere.
    bool mend(const FilledTable& table, const FilledCheck& check, RowValues& values, int seed) {
        constexpr int most_tries = 300;
        std::vector<std::string> texts = literals_in(check.text);
        std::ranges::move(usual_texts(seed), std::back_inserter(texts));
        std::vector<int> columns;
        for (const auto& [number, column] : table.columns) {
            const bool is_named = check.columns.empty()
                                      ? check.text.find(column.name) != std::string::npos
                                      : check.columns.contains(number);
            if (is_named && values.contains(number)) columns.push_back(number);
        }
        const std::string was = last_;
        int tries = 0;
        const auto attempt = [&](const RowValues& tried) {
            if (insert(table, tried)) return true;
            return last_ != was && last_.find("invalid input") == std::string::npos &&
                   last_.find("out of range") == std::string::npos;
        };
        const auto values_for = [&](int column) {
            std::vector<std::string> sql;
            sql.reserve(texts.size() + 1);
            for (const std::string& text : texts) {
                sql.push_back(literal(table.columns.at(column), text));
            }
            if (!table.columns.at(column).not_null) sql.emplace_back("NULL");
            return sql;
        };
        for (const int first : columns) {
            for (const std::string& value : values_for(first)) {
                if (++tries > most_tries) return false;
                RowValues tried = values;
                tried[first] = value;
                if (attempt(tried)) return settle(table, values, std::move(tried));
                if (columns.size() < 2) continue;
                for (const int second : columns) {
                    if (second <= first) continue;
                    for (const std::string& other : values_for(second)) {
                        if (++tries > most_tries) return false;
                        tried[second] = other;
                        if (attempt(tried)) return settle(table, values, std::move(tried));
                    }
                    tried[second] = values[second];
                }
            }
        }
        return false;
    }

    /// Whether the row is there; if not, another condition is to be met by these values.
    bool settle(const FilledTable&, RowValues& values, RowValues tried) {
        values = std::move(tried);
        return last_.empty();
    }

    static std::string insertion(const FilledTable& table, const std::vector<RowValues>& rows) {
        std::string columns;
        for (const auto& [number, value] : rows.front()) {
            columns += (columns.empty() ? "" : ", ") + quoted_name(table.columns.at(number).name);
        }
        if (columns.empty()) return "";
        std::string sql =
            "INSERT INTO " + table.sql + " (" + columns + ") OVERRIDING SYSTEM VALUE VALUES ";
        for (const RowValues& values : rows) {
            std::string row;
            for (const auto& [number, value] : values) row += (row.empty() ? "" : ", ") + value;
            sql += (&values == &rows.front() ? "(" : ", (") + row + ")";
        }
        return sql + "; ";
    }

    bool insert(const FilledTable& table, const RowValues& values) {
        return runs(insertion(table, {values}));
    }

    bool runs(const std::string& sql) {
        if (sql.empty()) return false;
        const FirstStatement done =
            connection_.run_first("SAVEPOINT kiln_row; " + sql + "RELEASE SAVEPOINT kiln_row");
        if (done.fault && done.fault->reason == Reason::lost) {
            throw database_error(*done.fault, Doing::write, connection_.name());
        }
        last_ = done.fault ? done.fault->message : "";
        if (done.fault) connection_.run_first("ROLLBACK TO SAVEPOINT kiln_row");
        return !done.fault;
    }

    Connection& connection_;
    ServerCanaries kind_;
    int generation_;
    FilledTables tables_;
    std::set<Oid64> asked_;
    std::set<Oid64> done_;
    std::vector<Oid64> order_;
    std::map<Oid64, std::string> unfilled_;
    std::string last_;  // what the server said of the last row
    FilledCheck domain_;
};

}  // namespace

std::map<Oid64, std::string> fill_with_canaries(Connection& connection,
                                                const std::set<Oid64>& tables, ServerCanaries kind,
                                                int generation) {
    if (tables.empty()) return {};
    return Filler(connection, kind, generation).fill(tables);
}

std::string quoted_table(const std::string& schema, const std::string& name) {
    return quoted_name(schema) + "." + quoted_name(name);
}

std::map<std::string, std::string> describe_rows(Connection& connection, const ServerTable& table) {
    constexpr std::size_t longest = 40;
    constexpr std::size_t most = 8;
    std::string columns;
    for (const auto& [number, column] : table.columns) columns += ", " + quoted_name(column.name);
    std::map<std::string, std::string> rows;
    connection.run_first(
        "SELECT ctid" + columns + " FROM ONLY " + quoted_table(table.schema, table.name) +
            " ORDER BY ctid LIMIT 20",
        {}, [&](Row row) {
            std::string text = "(";
            std::size_t at = 1;
            for (const auto& [number, column] : table.columns) {
                if (at > most || at >= row.size()) break;
                const Cell& cell = row[at++];
                std::string value(cell.text.substr(0, longest));
                // No piece of a character.
                while (cell.text.size() > value.size() && !value.empty() &&
                       (static_cast<unsigned char>(cell.text[value.size()]) & 0xc0U) == 0x80U) {
                    value.pop_back();
                }
                if (cell.text.size() > value.size()) value += "…";
                if (cell.kind == Cell::Kind::text) value = string_in_sql(value);
                if (cell.kind == Cell::Kind::null) value = "NULL";
                text += (text.size() > 1 ? ", " : "") + column.name + " = " + one_line(value);
            }
            rows[std::string(row[0].text)] = text + (table.columns.size() > most ? ", …)" : ")");
        });
    return rows;
}

}  // namespace kiln::tool
