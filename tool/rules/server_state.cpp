#include "tool/rules/server_state.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kiln::tool {
namespace {

std::set<int> columns_in(std::string_view text) {
    std::set<int> numbers;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        numbers.insert(static_cast<int>(server_number(text.substr(0, end))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return numbers;
}

// Of the last column each letter says that something is so.
std::string state_sql(const std::string& tables) {
    return "SELECT 't', c.oid, (SELECT min(h.inhparent::pg_catalog.int8) FROM "
           "pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid), n.nspname::text, "
           "c.relname::text, c.relfilenode::text, '' FROM pg_catalog.pg_class c JOIN "
           "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY (" +
           tables +
           ") UNION ALL SELECT 'c', a.attrelid, a.attnum, a.attname::text, '', CASE WHEN "
           "a.attnotnull THEN 'n' ELSE '' END || CASE WHEN a.attgenerated <> '' THEN 'g' ELSE '' "
           "END || CASE WHEN a.attinhcount > 0 THEN 'i' ELSE '' END, '' FROM "
           "pg_catalog.pg_attribute a "
           "WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (" +
           tables +
           ") UNION ALL SELECT 'k', k.oid, k.conrelid::pg_catalog.int8, k.conname::text, "
           "pg_catalog.pg_get_constraintdef(k.oid), k.contype::text || CASE WHEN k.convalidated "
           "THEN 'v' ELSE '' END, pg_catalog.array_to_string(k.conkey, ' ') FROM "
           "pg_catalog.pg_constraint k WHERE k.coninhcount = 0 AND k.conparentid = 0 AND k.contype "
           "IN ('c', 'f', 'p', 'u', 'x') AND k.conrelid = ANY (" +
           tables +
           ") UNION ALL SELECT 'i', x.indexrelid, x.indrelid::pg_catalog.int8, c.relname::text, "
           "'', CASE WHEN x.indisunique THEN 'u' ELSE '' END, x.indkey::text FROM "
           "pg_catalog.pg_index "
           "x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid "
           "WHERE c.relkind = 'i' AND x.indrelid = ANY (" +
           tables + ")";
}

bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// All of them, folded: those in strings and bodies may be names too.
void add_words(std::string_view text, std::set<std::string>& words) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        while (at < text.size() && is_of_word(text[at])) ++at;
        if (at > start) words.insert(folded(text.substr(start, at - start)));
        if (at == start) ++at;
    }
}

bool has_word(const std::set<std::string>& words, const std::string& name) {
    // One of several words is not worth to be looked for.
    return !std::ranges::all_of(name, is_of_word) || words.contains(folded(name));
}

// A name, and a text that names what is reached by it.
constexpr const char* ways_sql =
    "SELECT p.proname::text, p.prosrc FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 UNION ALL "
    "SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c WHERE "
    "c.relkind IN ('v', 'm') AND c.oid >= 16384 UNION ALL SELECT c.relname::text, p.proname::text "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN "
    "pg_catalog.pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal UNION ALL SELECT "
    "c.relname::text, pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r JOIN "
    "pg_catalog.pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND r.oid >= 16384 "
    "UNION ALL SELECT p.relname::text, c.relname::text FROM pg_catalog.pg_inherits h JOIN "
    "pg_catalog.pg_class p ON p.oid = h.inhparent JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid "
    "WHERE c.relkind IN ('r', 'p')";

constexpr const char* ways_to_children_sql =
    " UNION ALL SELECT p.relname::text, c.relname::text FROM pg_catalog.pg_constraint k JOIN "
    "pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_class c ON c.oid = k.conrelid "
    "WHERE k.contype = 'f'";

void must(const FirstStatement& done, const Connection& connection) {
    if (done.fault) throw database_error(*done.fault, Doing::read, connection.name());
}

}  // namespace

std::uint64_t server_number(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string oid_array(const std::set<Oid64>& numbers) {
    std::string list;
    for (const Oid64 number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
    return "'{" + list + "}'::pg_catalog.oid[]";
}

int ServerTable::find(std::string_view column) const {
    for (const auto& [number, each] : columns) {
        if (folded(each.name) == column) return number;
    }
    return 0;
}

Oid64 ServerState::root(Oid64 table) const {
    for (auto found = tables.find(table);
         found != tables.end() && tables.contains(found->second.parent);
         found = tables.find(table)) {
        table = found->second.parent;
    }
    return table;
}

std::optional<Oid64> ServerState::find(const std::string& name) const {
    const std::size_t dot = name.find('.');
    const std::string schema = dot == name.npos ? "" : name.substr(0, dot);
    const std::string table = name.substr(dot == name.npos ? 0 : dot + 1);
    std::optional<Oid64> found;
    for (const auto& [oid, each] : tables) {
        if (folded(each.name) != table) continue;
        if (!schema.empty() && folded(each.schema) != schema) continue;
        if (!found || each.schema == "public") found = oid;
    }
    return found;
}

ServerTableNames read_table_names(Connection& connection) {
    ServerTableNames names;
    const FirstStatement done = connection.run_first(
        "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN "
        "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND "
        "c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
        "c.relname NOT IN ('alembic_version', 'kiln_history', 'kiln_compatible') AND NOT EXISTS "
        "(SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND "
        "d.objid = c.oid AND d.deptype = 'e')",
        {}, [&](Row row) {
            names[server_number(row[0].text)] = {std::string(row[1].text),
                                                 std::string(row[2].text)};
        });
    must(done, connection);
    return names;
}

std::shared_ptr<const ServerState> read_state(Connection& connection,
                                              const std::set<Oid64>& tables) {
    auto state = std::make_shared<ServerState>();
    if (tables.empty()) return state;
    const FirstStatement done =
        connection.run_first(state_sql(oid_array(tables)), {}, [&](Row row) {
            const Oid64 own = server_number(row[1].text);
            const Oid64 other = server_number(row[2].text);
            const std::string name(row[3].text);
            const std::string_view what = row[5].text;
            const auto is = [what](char c) { return what.find(c) != what.npos; };
            switch (row[0].text.front()) {
                case 't': {
                    ServerTable& table = state->tables[own];
                    table.schema = name;
                    table.name = row[4].text;
                    table.file = what;
                    table.parent = other;
                    break;
                }
                case 'c':
                    state->tables[own].columns[static_cast<int>(other)] = {name, is('n'), is('g'),
                                                                           is('i')};
                    break;
                case 'k':
                    state->constraints[own] = {name,
                                               other,
                                               what.front(),
                                               what.size() > 1,
                                               std::string(row[4].text),
                                               columns_in(row[6].text)};
                    break;
                default:
                    state->indexes[own] = {name, other, is('u'), columns_in(row[6].text)};
            }
        });
    if (done.fault) return nullptr;
    return state;
}

ServerState known_before(const ServerState& now, const ServerState& before) {
    ServerState known = now;
    std::erase_if(known.tables,
                  [&](const auto& each) { return !before.tables.contains(each.first); });
    for (auto& [oid, table] : known.tables) {
        const auto& columns = before.tables.at(oid).columns;
        std::erase_if(table.columns,
                      [&](const auto& column) { return !columns.contains(column.first); });
    }
    std::erase_if(known.constraints,
                  [&](const auto& each) { return !before.constraints.contains(each.first); });
    std::erase_if(known.indexes,
                  [&](const auto& each) { return !before.indexes.contains(each.first); });
    return known;
}

std::set<Oid64> reached_tables(Connection& connection, const ServerTableNames& tables,
                               std::string_view sql) {
    std::set<std::string> words;
    add_words(sql, words);
    std::multimap<std::string, std::string> ways;
    // What happens to a row may happen to those that refer to it.
    const bool may_cascade =
        words.contains("delete") || words.contains("update") || words.contains("truncate");
    must(connection.run_first(
             may_cascade ? std::string(ways_sql) + ways_to_children_sql : ways_sql, {},
             [&](Row row) { ways.emplace(std::string(row[0].text), std::string(row[1].text)); }),
         connection);
    for (bool goes_on = true; goes_on;) {
        goes_on = false;
        std::erase_if(ways, [&](const auto& way) {
            if (!has_word(words, way.first)) return false;
            add_words(way.second, words);
            return goes_on = true;
        });
    }
    std::set<Oid64> reached;
    for (const auto& [oid, name] : tables) {
        const bool is_of_schema = name.first != "public" && has_word(words, name.first);
        if (is_of_schema || has_word(words, name.second)) reached.insert(oid);
    }
    return reached;
}

}  // namespace kiln::tool
