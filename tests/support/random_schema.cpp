#include "tests/support/random_schema.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace kiln::tool {
namespace {

template <typename Thing>
const Thing* with_id(const std::vector<Thing>& things, int id) {
    const auto found = std::find_if(things.begin(), things.end(),
                                    [&](const Thing& thing) { return thing.id == id; });
    return found == things.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
    return text;
}

bool is_text(const std::string& type) { return type == "TEXT" || type == "VARCHAR(20)"; }

}  // namespace

const RandomColumn* RandomTable::column(int wanted) const { return with_id(columns, wanted); }

bool RandomTable::in_key(const RandomColumn& column) const {
    if (key == RandomKey::none) return false;
    return column.id == columns.front().id ||
           (key == RandomKey::composite && column.id == key_column);
}

bool RandomTable::is_not_null(const RandomColumn& column) const {
    if (in_key(column)) return true;
    return column.not_null && column.generated == 0;
}

const RandomTable* RandomSchema::table(int id) const { return with_id(tables, id); }

std::string RandomSchemas::fresh_name(const char* prefix) {
    // Also names that need quotes.
    return (chance(5)   ? std::string("Odd name ")
            : chance(5) ? "order"
                        : "") +
           prefix + std::to_string(++last_id_);
}

RandomColumn RandomSchemas::make_column(const RandomSchema& schema) {
    RandomColumn column;
    column.name = fresh_name("c");
    column.id = last_id_;
    column.type = pick({"INTEGER", "INT", "REAL", "TEXT", "VARCHAR(20)", "NUMERIC", "BLOB", ""});
    column.not_null = chance(30);
    if (chance(40)) column.default_text = pick({"7", "'7'", "(7)", "(3 + 4)", "-0.5"});
    if (chance(10)) column.default_text = "CURRENT_TIMESTAMP";
    if (chance(20)) column.collation = pick({"NOCASE", "RTRIM", "BINARY"});
    column.unique = chance(15);
    if (chance(20)) column.conflict = pick({"IGNORE", "REPLACE", "ABORT", "FAIL"});
    column.check = chance(25) ? 1 + below(3) : 0;
    column.generated = chance(15) ? 1 + below(2) : 0;
    if (!schema.tables.empty() && chance(25)) {
        column.parent =
            schema.tables[static_cast<std::size_t>(below(static_cast<int>(schema.tables.size())))]
                .id;
        column.actions = pick({"", " ON DELETE CASCADE", " ON DELETE SET NULL ON UPDATE CASCADE",
                               " DEFERRABLE INITIALLY DEFERRED", " ON UPDATE RESTRICT"});
    }
    return column;
}

RandomTable RandomSchemas::make_table(const RandomSchema& schema) {
    RandomTable table;
    table.name = fresh_name("t");
    table.id = last_id_;
    RandomColumn id;
    id.name = "id";
    id.id = ++last_id_;
    id.type = pick({"INTEGER", "INTEGER", "INTEGER", "INT", "TEXT"});
    table.columns.push_back(id);
    for (int i = 1 + below(5); i > 0; --i) table.columns.push_back(make_column(schema));
    table.key = static_cast<RandomKey>(below(5));
    table.strict = chance(25);
    table.without_rowid = chance(20);
    table.unique_pair = chance(20);
    table.check_pair = chance(20);
    return table;
}

RandomObject RandomSchemas::make_object(const RandomSchema&, const char* prefix) {
    RandomObject object;
    object.name = fresh_name(prefix);
    object.form = below(8);
    return object;
}

void RandomSchemas::settle(RandomTable& table, const RandomSchema& schema) {
    RandomColumn& id = table.columns.front();
    id.generated = id.parent = id.check = 0;
    id.unique = false;
    id.default_text.clear();
    if (table.key == RandomKey::rowid || table.key == RandomKey::autoincrement) {
        id.type = "INTEGER";
        id.collation.clear();
    } else if (table.key == RandomKey::plain && id.type == "INTEGER") {
        id.type = "INT";
    }
    if (id.type.empty() || id.type == "BLOB") id.type = "TEXT";
    if (table.key == RandomKey::none || table.key == RandomKey::autoincrement) {
        table.without_rowid = false;
    }
    for (RandomColumn& column : table.columns) {
        if (table.strict) {
            if (column.type == "NUMERIC" || column.type.empty()) column.type = "ANY";
            if (column.type == "VARCHAR(20)" || column.type == "BLOB") column.type = "TEXT";
        } else if (column.type == "ANY") {
            column.type = "NUMERIC";
        }
        if (column.default_text == "CURRENT_TIMESTAMP" && !is_text(column.type)) {
            column.default_text = "7";
        }
        if (column.default_text == "-0.5" && (column.check != 0 || column.type != "REAL")) {
            column.default_text = "0.5";
            if (column.type != "REAL") column.default_text = "5";
        }
        if (column.generated != 0) {
            // What is generated is text: it must fit, also where it becomes a plain column.
            column.type = "TEXT";
            column.not_null = column.unique = false;
            column.check = column.parent = 0;
            column.default_text.clear();
            const RandomColumn* source = table.column(column.source);
            if (!source || source->generated != 0) column.source = id.id;
        }
        const RandomTable* parent = schema.table(column.parent);
        if (!parent || !parent->can_be_parent()) column.parent = 0;
        // Constant values in many rows would not be unique.
        if (column.unique) column.default_text.clear();
    }
    // SQLite makes one index of two constraints, by their order.
    if (table.columns.size() == 1 || table.key == RandomKey::composite) table.unique_pair = false;
    if (table.key == RandomKey::composite) {
        const RandomColumn* second = table.column(table.key_column);
        if (!second || second->generated != 0 || second->id == id.id) {
            table.key_column = 0;
            for (const RandomColumn& column : table.columns) {
                if (column.generated == 0 && column.id != id.id) table.key_column = column.id;
            }
            if (table.key_column == 0) {
                table.key = RandomKey::plain;
                if (id.type == "INTEGER") id.type = "INT";
            }
        }
    }
}

void RandomSchemas::settle(std::vector<RandomObject>& objects, const RandomSchema& schema) {
    const auto any_table = [&] {
        return schema
            .tables[static_cast<std::size_t>(below(static_cast<int>(schema.tables.size())))]
            .id;
    };
    for (RandomObject& object : objects) {
        if (!schema.table(object.table)) object.table = any_table();
        if (!schema.table(object.other)) object.other = any_table();
        const RandomTable& table = *schema.table(object.table);
        if (!table.column(object.column)) {
            object.column = table
                                .columns[static_cast<std::size_t>(
                                    below(static_cast<int>(table.columns.size())))]
                                .id;
        }
    }
}

void RandomSchemas::settle(RandomSchema& schema) {
    for (RandomTable& table : schema.tables) settle(table, schema);
    // Which tables can be parents is settled only now.
    for (RandomTable& table : schema.tables) settle(table, schema);
    settle(schema.indexes, schema);
    settle(schema.triggers, schema);
    settle(schema.views, schema);
    for (const RandomObject& index : schema.indexes) {
        if (index.form != 1) continue;
        for (RandomTable& table : schema.tables) {
            for (RandomColumn& column : table.columns) {
                if (column.id == index.column) column.default_text.clear();
            }
        }
    }
}

RandomSchema RandomSchemas::make() {
    RandomSchema schema;
    for (int i = 1 + below(4); i > 0; --i) schema.tables.push_back(make_table(schema));
    for (int i = below(4); i > 0; --i) schema.indexes.push_back(make_object(schema, "i"));
    for (int i = below(3); i > 0; --i) schema.triggers.push_back(make_object(schema, "g"));
    for (int i = below(3); i > 0; --i) schema.views.push_back(make_object(schema, "v"));
    settle(schema);
    return schema;
}

void RandomSchemas::change_column(RandomTable& table, RandomColumn& column,
                                  const RandomSchema& schema) {
    const RandomColumn other = make_column(schema);
    const bool is_id = column.id == table.columns.front().id;
    switch (below(9)) {
        case 0:
            column.type = other.type;
            break;
        case 1:
            column.not_null = !column.not_null;
            break;
        case 2:
            column.default_text = other.default_text;
            break;
        case 3:
            column.collation = other.collation;
            break;
        case 4:
            column.unique = !column.unique;
            column.conflict = other.conflict;
            break;
        case 5:
            column.check = other.check;
            break;
        case 6:
            // Values go either way only where nothing else is asked of them.
            if (column.type == "TEXT" && !column.not_null && !column.unique && column.check == 0 &&
                column.parent == 0 && column.default_text.empty() && !table.in_key(column)) {
                column.generated = (column.generated + 1) % 3;
            }
            break;
        case 7:
            column.parent = other.parent;
            column.actions = other.actions;
            break;
        default:
            if (!is_id) column.name = other.name;
    }
}

void RandomSchemas::change_table(RandomTable& table, const RandomSchema& schema) {
    const std::size_t size = table.columns.size();
    const std::size_t some = static_cast<std::size_t>(below(static_cast<int>(size)));
    switch (below(12)) {
        case 0:
        case 1:
            table.columns.push_back(make_column(schema));
            break;
        case 2:
            table.columns.insert(table.columns.begin() + 1, make_column(schema));
            break;
        case 3:
        case 4:
            if (some > 0) {
                table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(some));
            }
            break;
        case 5:
            if (some > 1) std::swap(table.columns[some], table.columns[1]);
            break;
        case 6:
            table.key = static_cast<RandomKey>(below(5));
            break;
        case 7:
            (chance(50) ? table.strict : table.without_rowid) ^= true;
            break;
        case 8:
            (chance(50) ? table.unique_pair : table.check_pair) ^= true;
            break;
        case 9:
            if (chance(30)) table.name = fresh_name("t");
            break;
        default:
            change_column(table, table.columns[some], schema);
    }
}

RandomSchema RandomSchemas::changed(RandomSchema schema) {
    const auto change_objects = [&](std::vector<RandomObject>& objects, const char* prefix) {
        if (chance(50) || objects.empty()) {
            objects.push_back(make_object(schema, prefix));
        } else if (chance(50)) {
            objects.pop_back();
        } else if (chance(50)) {
            objects.front().table = 0;  // to any
        } else {
            objects.front().form = below(8);
        }
    };
    for (int i = 1 + below(6); i > 0; --i) {
        switch (below(12)) {
            case 0:
                schema.tables.push_back(make_table(schema));
                break;
            case 1:
                if (schema.tables.size() > 1) {
                    schema.tables.erase(schema.tables.begin() +
                                        below(static_cast<int>(schema.tables.size())));
                }
                break;
            case 2:
                change_objects(schema.indexes, "i");
                break;
            case 3:
                change_objects(schema.triggers, "g");
                break;
            case 4:
                change_objects(schema.views, "v");
                break;
            default:
                change_table(schema.tables[static_cast<std::size_t>(
                                 below(static_cast<int>(schema.tables.size())))],
                             schema);
        }
    }
    settle(schema);
    return schema;
}

std::string RandomSchemas::name_text(const std::string& name) {
    if (name.find(' ') != std::string::npos || chance(20)) {
        return chance(50) ? "\"" + name + "\"" : "[" + name + "]";
    }
    return name;
}

std::string RandomSchemas::key_text(const RandomTable& table, bool at_column) {
    if (at_column)
        return table.key == RandomKey::autoincrement ? " PRIMARY KEY AUTOINCREMENT"
                                                     : " primary key";
    std::string text = "PRIMARY KEY (id";
    if (table.key == RandomKey::composite) {
        text += " DESC, " + name_text(table.column(table.key_column)->name);
    }
    return text + (table.key == RandomKey::autoincrement ? " AUTOINCREMENT)" : ")");
}

std::string RandomSchemas::column_text(const RandomTable& table, const RandomColumn& column,
                                       const RandomSchema& schema,
                                       std::vector<std::string>& behind) {
    const std::string name = name_text(column.name);
    std::string text = name + " " + column.type;
    const bool is_id = column.id == table.columns.front().id;
    if (is_id && table.key != RandomKey::none) {
        const bool one = table.key != RandomKey::composite;
        const bool at_column = one && chance(60);
        if (at_column) {
            text += key_text(table, true);
        } else {
            behind.push_back(key_text(table, false));
        }
        const bool says_nothing = table.without_rowid || table.strict ||
                                  table.key == RandomKey::rowid ||
                                  table.key == RandomKey::autoincrement;
        if (column.not_null || (says_nothing && chance(30))) text += " NOT NULL";
    } else if (column.not_null) {
        text += " NOT NULL";
    }
    if (!column.collation.empty()) text += " COLLATE " + column.collation;
    if (!column.default_text.empty()) {
        const bool encloses = column.default_text.front() != '(' && chance(30);
        text +=
            encloses ? " DEFAULT (" + column.default_text + ")" : " DEFAULT " + column.default_text;
    }
    if (column.generated != 0) {
        text += chance(50) ? " GENERATED ALWAYS AS (" : " AS (";
        text += name_text(table.column(column.source)->name) + " || 'x')";
        text += column.generated == 2 ? " STORED" : chance(50) ? " VIRTUAL" : "";
    }
    const auto add = [&](const std::string& at_column, const std::string& at_table) {
        if (chance(50)) {
            text += " " + at_column;
        } else {
            behind.push_back(at_table);
        }
    };
    if (column.unique) {
        const std::string conflict =
            column.conflict.empty() ? "" : " ON CONFLICT " + column.conflict;
        add("UNIQUE" + conflict, "UNIQUE (" + name + ")" + conflict);
    }
    if (column.check != 0) {
        const std::string checks[] = {name + " <> 'bad'", "length(" + name + ") < 100",
                                      "CASE WHEN " + name + " = -1 THEN 0 ELSE 1 END"};
        const std::string check = "CHECK (" + checks[column.check - 1] + ")";
        add(check, chance(30) ? "CONSTRAINT ck_" + std::to_string(column.id) + " " + check : check);
    }
    if (const RandomTable* parent = schema.table(column.parent)) {
        const std::string references =
            "REFERENCES " + name_text(parent->name) + "(id)" + column.actions;
        add(references, "FOREIGN KEY (" + name + ") " + references);
    }
    return text;
}

std::string RandomSchemas::table_text(const RandomTable& table, const RandomSchema& schema) {
    std::vector<std::string> items;
    std::vector<std::string> behind;
    for (const RandomColumn& column : table.columns) {
        items.push_back(column_text(table, column, schema, behind));
    }
    const std::string first = table.columns.front().name;
    const std::string last = name_text(table.columns.back().name);
    if (table.unique_pair) behind.push_back("UNIQUE (" + first + ", " + last + ")");
    if (table.check_pair) behind.push_back("CHECK (" + first + " <> -1 OR " + last + " IS NULL)");
    std::shuffle(behind.begin(), behind.end(), random_);
    items.insert(items.end(), behind.begin(), behind.end());
    std::string options;
    if (table.without_rowid) options = " WITHOUT ROWID";
    if (table.strict) options += table.without_rowid ? ", STRICT" : " STRICT";
    return "CREATE TABLE " + name_text(table.name) + (chance(50) ? " (" : "(") + joined(items) +
           ")" + options;
}

std::string RandomSchemas::index_text(const RandomObject& index, const RandomSchema& schema) {
    const RandomTable& table = *schema.table(index.table);
    const std::string column = name_text(table.column(index.column)->name);
    const std::string on = name_text(index.name) + " ON " + name_text(table.name);
    switch (index.form) {
        case 0:
            return "CREATE INDEX " + on + "(" + column + (chance(30) ? " ASC)" : ")");
        case 1:
            return "CREATE UNIQUE INDEX " + on + " (" + column + ", id)";
        case 2:
            return "CREATE INDEX " + on + "(" + column + " DESC)";
        case 3:
            return "CREATE INDEX " + on + "(lower(" + column + "), id)";
        case 4:
            return "CREATE INDEX " + on + "(id) WHERE " + column + " IS NOT NULL";
        case 5:
            return "CREATE INDEX " + on + "(" + column + " COLLATE NOCASE)";
        default:
            return "CREATE INDEX " + on + "(id, " + column + ")";
    }
}

std::string RandomSchemas::trigger_text(const RandomObject& trigger, const RandomSchema& schema) {
    const RandomTable& table = *schema.table(trigger.table);
    const RandomTable& other = *schema.table(trigger.other);
    const std::string column = name_text(table.column(trigger.column)->name);
    const std::string on = " ON " + name_text(table.name);
    const std::string name = "CREATE TRIGGER " + name_text(trigger.name);
    switch (trigger.form) {
        case 0:
            return name + " AFTER INSERT" + on + " BEGIN DELETE FROM " + name_text(other.name) +
                   "; END";
        case 1:
            return name + " BEFORE DELETE" + on + " BEGIN UPDATE " + name_text(other.name) +
                   " SET id = OLD.id + 1000; END";
        case 2:
            return name + " AFTER UPDATE OF " + column + on +
                   " WHEN OLD.id > 3 BEGIN SELECT CASE WHEN NEW.id = 1 THEN 1 END; END";
        default:
            return name + " AFTER DELETE" + on + " BEGIN DELETE FROM " + name_text(other.name) +
                   " WHERE id = (SELECT max(" + column + ") FROM " + name_text(table.name) +
                   "); END";
    }
}

std::string RandomSchemas::view_text(const RandomObject& view, const RandomSchema& schema) {
    const RandomTable& table = *schema.table(view.table);
    const RandomTable& other = *schema.table(view.other);
    const std::string column = name_text(table.column(view.column)->name);
    const std::string name = "CREATE VIEW " + name_text(view.name) + " AS SELECT ";
    switch (view.form) {
        case 0:
            return name + "* FROM " + name_text(table.name);
        case 1:
            return name + "a.id, a." + column + " FROM " + name_text(table.name) + " a JOIN " +
                   name_text(other.name) + " b ON a.id = b.id";
        case 2: {
            // Of the view before it, if there is one.
            for (const RandomObject& each : schema.views) {
                if (each.name == view.name) break;
                return name + "id FROM " + name_text(each.name);
            }
            return name + "id FROM " + name_text(table.name);
        }
        default:
            return name + "id, " + column + " AS x FROM " + name_text(table.name) + " WHERE " +
                   column + " IS NOT NULL";
    }
}

std::string RandomSchemas::sql(const RandomSchema& schema) {
    std::string text;
    for (const RandomTable& table : schema.tables) text += table_text(table, schema) + ";\n";
    for (const RandomObject& index : schema.indexes) text += index_text(index, schema) + ";\n";
    for (const RandomObject& view : schema.views) text += view_text(view, schema) + ";\n";
    for (const RandomObject& each : schema.triggers) text += trigger_text(each, schema) + ";\n";
    // A view's own trigger
    for (const RandomObject& view : schema.views) {
        if (view.form < 6) continue;
        text += "CREATE TRIGGER on_" + std::to_string(view.form) + "_" +
                std::to_string(view.table) + "_" + std::to_string(&view - schema.views.data()) +
                " INSTEAD OF INSERT ON \"" + view.name + "\" BEGIN SELECT 1; END;\n";
    }
    return text;
}

std::string RandomSchemas::rows(const RandomSchema& schema, const RandomSchema& other) {
    std::string text;
    for (const RandomTable& table : schema.tables) {
        const RandomTable* later = other.table(table.id);
        const int count = below(6);
        for (int row = 1; row <= count; ++row) {
            std::vector<std::string> columns;
            std::vector<std::string> values;
            for (const RandomColumn& column : table.columns) {
                if (!column.fits_rows()) continue;
                columns.push_back("\"" + column.name + "\"");
                const RandomColumn* after = later ? later->column(column.id) : nullptr;
                const bool may_be_null = column.id != table.columns.front().id &&
                                         !table.is_not_null(column) &&
                                         !(after && later->is_not_null(*after));
                const bool is_key = column.id == table.columns.front().id || column.parent != 0;
                const int value = is_key ? row : column.id * 10 + row;
                values.push_back(may_be_null && chance(25) ? "NULL" : std::to_string(value));
            }
            text += "INSERT INTO \"" + table.name + "\" (" + joined(columns) + ") VALUES (" +
                    joined(values) + ");\n";
        }
        if (table.key == RandomKey::autoincrement) {
            text += "DELETE FROM sqlite_sequence WHERE name = '" + table.name +
                    "'; INSERT INTO sqlite_sequence VALUES ('" + table.name + "', 5000);\n";
        }
    }
    return text;
}

RandomPair::RandomPair(std::uint64_t seed) : random(seed) {
    from = random.make();
    to = seed % 10 == 0 ? random.make() : random.changed(from);
    from_sql = random.sql(from);
    to_sql = random.sql(to);
}

std::vector<Rename> RandomPair::renames() const {
    std::vector<Rename> found;
    for (const RandomTable& table : from.tables) {
        const RandomTable* later = to.table(table.id);
        if (!later) continue;
        if (later->name != table.name) found.push_back({table.name, "", later->name});
        for (const RandomColumn& column : table.columns) {
            const RandomColumn* after = later->column(column.id);
            if (after && after->name != column.name) {
                found.push_back({table.name, column.name, after->name});
            }
        }
    }
    return found;
}

std::uint64_t random_setting(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

}  // namespace kiln::tool
