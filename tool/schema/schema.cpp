#include "tool/schema/schema.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

[[noreturn]] void fail(sqlite3* db) {
    throw Error(
        diagnose(Code::database_damaged, "cannot read the schema: " + sqlite::message_of(db)));
}

// sqlite_master, not sqlite_schema: SQLite has the second name only since 3.33.
constexpr const char* all_rows = "SELECT type, name, tbl_name, sql, rowid FROM sqlite_master";
constexpr const char* rows_of_table =
    "SELECT type, name, tbl_name, sql, rowid FROM sqlite_master WHERE tbl_name = ?1 COLLATE "
    "NOCASE";

void read_rows(sqlite3* db, sqlite::Statement& rows, Schema& schema) {
    int code = SQLITE_ROW;
    while ((code = rows.step()) == SQLITE_ROW) {
        add_object(schema, rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4));
    }
    if (code != SQLITE_DONE) fail(db);
}

void prepare(sqlite3* db, sqlite::Statement& rows, const char* sql) {
    if (rows.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) fail(db);
}

/// What SQLite's own modules put behind a virtual table's name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> shadow_suffixes{{
    {"fts3", " content docsize segdir segments stat "},
    {"fts4", " content docsize segdir segments stat "},
    {"fts5", " config content data docsize idx "},
    {"geopoly", " node parent rowid "},
    {"rtree", " node parent rowid "},
    {"rtree_i32", " node parent rowid "},
}};

/// Whether the virtual table keeps a table of that suffix; nothing where its module or the suffix
/// is not known here.
std::optional<bool> keeps(const std::string& virtual_table_sql, const std::string& suffix) {
    const std::vector<Token> tokens = tokens_of(virtual_table_sql);
    const auto named =
        std::ranges::find_if(tokens, [](const auto& each) { return is(each, "using"); });
    if (tokens.end() - named < 2) return std::nullopt;
    const std::string module = folded(unquoted(named[1].text));
    const bool is_known = std::ranges::any_of(shadow_suffixes, [&](const auto& known) {
        return known.first == module &&
               known.second.find(" " + suffix + " ") != std::string_view::npos;
    });
    if (!is_known) return std::nullopt;
    if (module == "fts3") return true;
    // The text is in a table of another name, or nowhere; later versions keep what is not indexed.
    if (suffix == "content") {
        return !option_of(tokens, "content") || option_of(tokens, "contentless_unindexed");
    }
    return suffix != "docsize" || option_of(tokens, "columnsize") != "0";
}

std::set<std::string> shadow_tables(sqlite3* db) {
    std::set<std::string> names;
    sqlite::Statement rows;
    // Before 3.37 SQLite answers nothing.
    prepare(db, rows, "PRAGMA main.table_list");
    while (rows.step() == SQLITE_ROW) {
        if (rows.text(2) == "shadow") names.insert(folded(rows.text(1)));
    }
    return names;
}

void mark_shadow_tables(sqlite3* db, Schema& schema) {
    const auto may_be_one = [](const auto& group) {
        return group.second.front().kind == SchemaObject::Kind::table &&
               group.first.find('_') != std::string::npos;
    };
    if (std::ranges::none_of(schema.groups, may_be_one)) return;
    std::map<std::string, std::string> owners;
    sqlite::Statement rows;
    prepare(db, rows, "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND rootpage = 0");
    while (rows.step() == SQLITE_ROW) owners.emplace(folded(rows.text(0)), rows.text(1));
    if (owners.empty()) return;
    std::optional<std::set<std::string>> told;
    for (auto& [name, objects] : schema.groups) {
        SchemaObject& table = objects.front();
        if (table.kind != SchemaObject::Kind::table) continue;
        // note_a_data may be of note or of note_a.
        for (std::size_t at = name.find('_'); at != std::string::npos && !table.is_shadow;
             at = name.find('_', at + 1)) {
            const auto owner = owners.find(name.substr(0, at));
            if (owner == owners.end()) continue;
            if (const auto kept = keeps(owner->second, name.substr(at + 1))) {
                table.is_shadow = *kept;
                continue;
            }
            // Another's module, or a newer one. To ask costs a look at each view.
            if (!told) told = shadow_tables(db);
            table.is_shadow = told->count(name) > 0;
        }
    }
}

}  // namespace

bool is_shadow_table(const Schema& schema, const std::string& group) {
    const auto found = schema.groups.find(group);
    return found != schema.groups.end() && found->second.front().is_shadow;
}

Schema without_shadow_tables(Schema schema) {
    std::erase_if(schema.groups, [](const auto& group) { return group.second.front().is_shadow; });
    return schema;
}

std::vector<SchemaObject> in_creation_order(std::vector<SchemaObject> group) {
    std::stable_sort(group.begin(), group.end(), [](const auto& a, const auto& b) {
        const bool both = a.kind == b.kind && a.kind == SchemaObject::Kind::trigger;
        return both ? a.row < b.row : a.kind < b.kind;
    });
    return group;
}

Schema read_schema(sqlite3* db) {
    Schema schema;
    sqlite::Statement rows;
    prepare(db, rows, all_rows);
    read_rows(db, rows, schema);
    sort_groups(schema);
    mark_shadow_tables(db, schema);
    return schema;
}

Schema read_schema(sqlite3* db, const std::set<std::string>& tables) {
    Schema schema;
    if (tables.empty()) return schema;
    // Each question reads the whole table.
    constexpr std::size_t few = 50;
    if (tables.size() > few) {
        schema = read_schema(db);
        std::erase_if(schema.groups,
                      [&](const auto& group) { return tables.count(group.first) == 0; });
        return schema;
    }
    sqlite::Statement rows;
    prepare(db, rows, rows_of_table);
    for (const std::string& table : tables) {
        rows.bind(1, table);
        read_rows(db, rows, schema);
        rows.reset();
    }
    sort_groups(schema);
    mark_shadow_tables(db, schema);
    return schema;
}

std::set<std::string> different_groups(const Schema& was, const Schema& is) {
    std::set<std::string> different;
    for (const auto& [table, objects] : was.groups) {
        const auto now = is.groups.find(table);
        if (now == is.groups.end() || now->second != objects) different.insert(table);
    }
    for (const auto& [table, objects] : is.groups) {
        if (was.groups.count(table) == 0) different.insert(table);
    }
    return different;
}

const SchemaObject* find_table(const Schema& schema, const std::string& name) {
    const auto group = schema.groups.find(name);
    if (group == schema.groups.end() || group->second.front().kind != SchemaObject::Kind::table) {
        return nullptr;
    }
    return &group->second.front();
}

}  // namespace kiln::tool
