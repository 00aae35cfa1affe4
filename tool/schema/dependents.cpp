#include "tool/schema/dependents.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/schema/scratch_database.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

/// Settings of a connection for as long as it is asked; all as they were in the end.
class Asking {
public:
    explicit Asking(sqlite3* db) : connection_(sqlite::Connection::borrow(db)) {
        for (std::size_t i = 0; i < options.size(); ++i) {
            before_[i] = connection_.setting(options[i]);
            connection_.set(options[i], options[i] == SQLITE_DBCONFIG_ENABLE_TRIGGER);
        }
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
        for (std::size_t i = 0; i < options.size(); ++i) connection_.set(options[i], before_[i]);
    }

    /// So that a statement compiles foreign keys, and no trigger, or the other way round.
    void foreign_keys(bool on) const {
        connection_.set(SQLITE_DBCONFIG_ENABLE_FKEY, on);
        connection_.set(SQLITE_DBCONFIG_ENABLE_TRIGGER, !on);
    }

private:
    static constexpr std::array<int, 4> options{SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML,
                                                SQLITE_DBCONFIG_ENABLE_FKEY,
                                                SQLITE_DBCONFIG_ENABLE_TRIGGER};

    sqlite::Connection connection_;
    std::array<bool, options.size()> before_{};
};

/// What is made within it is taken back.
class Attempt {
public:
    explicit Attempt(sqlite3* db) : connection_(sqlite::Connection::borrow(db)) {
        connection_.execute("SAVEPOINT kiln_attempt");
    }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    ~Attempt() { connection_.execute("ROLLBACK TO kiln_attempt; RELEASE kiln_attempt"); }

    bool execute(const std::string& sql) const {
        return connection_.execute(sql.c_str()) == SQLITE_OK;
    }

private:
    sqlite::Connection connection_;
};

struct TriggerHead {
    std::string event;                 // folded: insert, update or delete
    std::vector<std::string> columns;  // of UPDATE OF
};

// CREATE TRIGGER name [BEFORE | AFTER | INSTEAD OF] event [OF column, …] ON table
TriggerHead head_of(std::string_view trigger) {
    const std::vector<Token> tokens = tokens_of(trigger);
    std::size_t at = behind_name(tokens);
    while (at < tokens.size() && !is_any(tokens[at], {"insert", "update", "delete"})) ++at;
    TriggerHead head;
    if (at == tokens.size()) return head;
    head.event = folded(tokens[at].text);
    if (!is_at(tokens, ++at, "of")) return head;
    for (++at; at < tokens.size() && !is(tokens[at], "on"); ++at) {
        if (tokens[at].text != ",") head.columns.push_back(unquoted(tokens[at].text));
    }
    return head;
}

/// `("a", "b")`, or nothing.
std::string in_parentheses(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text.append(text.empty() ? "(" : ", ").append(quoted_name(name));
    }
    return text.empty() ? text : text + ")";
}

class Question {
public:
    Question(sqlite3* db, const Schema& schema) : db_(db), schema_(schema), asking_(db) {}

    void view(const Dependent& view) {
        if (auto fault = compile(reading(view.name))) add(view, *std::move(fault));
    }

    // A virtual table compiles whatever it is made of: that it looks at when it is read.
    void virtual_table(const Dependent& table) {
        sqlite::Statement statement;
        const bool is_prepared =
            statement.prepare(sqlite::Connection::borrow(db_), reading(table.name)) == SQLITE_OK;
        const int code = is_prepared ? statement.step() : SQLITE_ERROR;
        if (code != SQLITE_ROW && code != SQLITE_DONE) add(table, sqlite::message_of(db_));
    }

    void trigger(const Dependent& trigger) {
        const TriggerHead head = head_of(object_of(schema_, trigger)->sql);
        if (const auto column = missing(trigger.table, head.columns)) {
            add(trigger, "no such column in its UPDATE OF: " + *column);
            return;
        }
        triggers_[{trigger.table, head.event}].push_back(trigger);
    }

    // One statement is enough where nothing is wrong.
    void fire_triggers() {
        std::map<Dependent, std::string> suspects;  // and the statement that compiles them
        for (const auto& [moment, triggers] : triggers_) {
            const std::string sql = firing(moment.first, moment.second);
            if (!compile(sql)) continue;
            for (const Dependent& trigger : triggers) suspects.emplace(trigger, sql);
        }
        if (suspects.empty()) return;
        const Attempt attempt(db_);
        for (const auto& [table, objects] : schema_.groups) {
            for (const SchemaObject& object : objects) {
                if (object.kind != SchemaObject::Kind::trigger) continue;
                attempt.execute("DROP TRIGGER " + in_main(object.name));
            }
        }
        for (const auto& [trigger, sql] : suspects) {
            // What is at fault may be what the trigger belongs to.
            const bool is_of_view =
                object_of(schema_, {Dependent::Kind::view, trigger.table, trigger.table});
            if (compile(is_of_view ? reading(trigger.table) : sql)) continue;
            if (!attempt.execute(object_of(schema_, trigger)->sql)) continue;
            if (auto fault = compile(sql)) add(trigger, *std::move(fault));
            attempt.execute("DROP TRIGGER " + in_main(trigger.name));
        }
    }

    void foreign_keys(const Dependent& child) {
        asking_.foreign_keys(true);
        if (compile("INSERT INTO " + in_main(child.name) + " DEFAULT VALUES")) {
            for (const ForeignKey& key : foreign_keys_of(child.name)) one_foreign_key(child, key);
        }
        asking_.foreign_keys(false);
    }

    std::vector<BrokenDependent> answer() { return std::move(broken_); }

private:
    struct ForeignKey {
        std::string parent;
        std::vector<std::string> columns;
        std::vector<std::string> parent_columns;  // empty where the key names none
    };

    static std::string in_main(const std::string& name) { return "main." + quoted_name(name); }
    static std::string reading(const std::string& name) {
        return "SELECT * FROM " + in_main(name) + " LIMIT 1";
    }

    std::optional<std::string> compile(const std::string& sql) const {
        sqlite::Statement statement;
        if (statement.prepare(sqlite::Connection::borrow(db_), sql) == SQLITE_OK) {
            return std::nullopt;
        }
        return sqlite::message_of(db_);
    }

    void add(const Dependent& dependent, std::string message) {
        broken_.push_back({dependent, {}, {}, std::move(message)});
    }

    /// Those that a statement can set, or all.
    std::vector<std::string> columns_of(const std::string& table, bool settable) const {
        std::vector<std::string> columns;
        sqlite::Statement list;
        const std::string sql = "PRAGMA main.table_xinfo(" + quoted_name(table) + ")";
        if (list.prepare(sqlite::Connection::borrow(db_), sql) != SQLITE_OK) return columns;
        while (list.step() == SQLITE_ROW) {
            if (!settable || list.number(6) == 0) columns.emplace_back(list.text(1));
        }
        return columns;
    }

    std::optional<std::string> missing(const std::string& table,
                                       const std::vector<std::string>& names) const {
        if (names.empty()) return std::nullopt;
        std::vector<std::string> columns = columns_of(table, false);
        if (columns.empty()) return std::nullopt;
        columns.insert(columns.end(), {"rowid", "oid", "_rowid_"});
        for (const std::string& name : names) {
            const auto same = [&](const std::string& column) {
                return equal_ignoring_case(column, name);
            };
            if (std::none_of(columns.begin(), columns.end(), same)) return name;
        }
        return std::nullopt;
    }

    /// A statement that makes SQLite compile the triggers of this event on the table.
    std::string firing(const std::string& table, const std::string& event) const {
        if (event == "insert") return "INSERT INTO " + in_main(table) + " DEFAULT VALUES";
        if (event == "delete") return "DELETE FROM " + in_main(table);
        std::string columns;
        for (const std::string& each : columns_of(table, true)) {
            const std::string column = quoted_name(each);
            if (!columns.empty()) columns += ", ";
            columns.append(column).append(" = ").append(column);
        }
        return "UPDATE " + in_main(table) + " SET " + columns;
    }

    std::vector<ForeignKey> foreign_keys_of(const std::string& table) const {
        std::vector<ForeignKey> keys;
        sqlite::Statement list;
        const std::string sql = "PRAGMA main.foreign_key_list(" + quoted_name(table) + ")";
        if (list.prepare(sqlite::Connection::borrow(db_), sql) != SQLITE_OK) return keys;
        while (list.step() == SQLITE_ROW) {
            if (list.number(1) == 0) keys.push_back({std::string(list.text(2)), {}, {}});
            keys.back().columns.emplace_back(list.text(3));
            if (list.type(4) != SQLITE_NULL) keys.back().parent_columns.emplace_back(list.text(4));
        }
        return keys;
    }

    // SQLite stops at a table's first fault: so each is asked on a table of its own.
    void one_foreign_key(const Dependent& child, const ForeignKey& key) {
        static constexpr std::string_view probe = "kiln_probe";
        const Attempt attempt(db_);
        std::string sql = "CREATE TABLE main.kiln_probe ";
        const std::string columns = in_parentheses(key.columns);
        sql.append(columns, 0, columns.size() - 1).append(", FOREIGN KEY ").append(columns);
        sql.append(" REFERENCES ")
            .append(quoted_name(key.parent))
            .append(in_parentheses(key.parent_columns));
        if (!attempt.execute(sql + ")")) return;
        auto fault = compile("INSERT INTO main.kiln_probe DEFAULT VALUES");
        if (!fault) return;
        if (const std::size_t at = fault->find(probe); at != std::string::npos) {
            fault->replace(at, probe.size(), object_of(schema_, child)->name);
        }
        broken_.push_back(
            {child, foreign_key_name(key.columns, key.parent), key.parent, *std::move(fault)});
    }

    sqlite3* db_;
    const Schema& schema_;
    Asking asking_;
    std::map<std::pair<std::string, std::string>, std::vector<Dependent>> triggers_;
    std::vector<BrokenDependent> broken_;
};

}  // namespace

std::string foreign_key_name(const std::vector<std::string>& columns, const std::string& parent) {
    return folded(in_parentheses(columns) + " " + quoted_name(parent));
}

std::vector<BrokenDependent> broken_among(sqlite3* db, const Schema& schema,
                                          const std::set<Dependent>& suspects) {
    if (suspects.empty()) return {};
    Question question(db, schema);
    for (const Dependent& dependent : suspects) {
        if (!object_of(schema, dependent)) continue;
        switch (dependent.kind) {
            case Dependent::Kind::view:
                question.view(dependent);
                break;
            case Dependent::Kind::trigger:
                question.trigger(dependent);
                break;
            case Dependent::Kind::virtual_table:
                question.virtual_table(dependent);
                break;
            case Dependent::Kind::foreign_keys:
                question.foreign_keys(dependent);
                break;
        }
    }
    question.fire_triggers();
    return question.answer();
}

std::vector<BrokenDependent> newly_broken(const Schema& was, const Schema& is) {
    const std::set<Dependent> suspects = Mentions(is).reach(different_groups(was, is));
    ScratchDatabase after;
    if (after.load(is)) return {};
    std::vector<BrokenDependent> broken = broken_among(after.handle(), is, suspects);
    if (broken.empty()) return broken;
    ScratchDatabase before;
    if (before.load(was)) return {};
    for (const BrokenDependent& old : broken_among(before.handle(), was, suspects)) {
        std::erase_if(broken, [&](const BrokenDependent& each) {
            return each.dependent == old.dependent && each.key == old.key;
        });
    }
    return broken;
}

std::string describe(const BrokenDependent& broken, const Schema& schema) {
    const SchemaObject* object = object_of(schema, broken.dependent);
    const std::string name = in_quotes(one_line(object ? object->name : broken.dependent.name));
    switch (broken.dependent.kind) {
        case Dependent::Kind::view:
            return "view " + name;
        case Dependent::Kind::trigger:
            return "trigger " + name;
        case Dependent::Kind::virtual_table:
            return "virtual table " + name;
        case Dependent::Kind::foreign_keys:
            break;
    }
    return "the foreign key of " + name + " to " + in_quotes(one_line(broken.parent));
}

}  // namespace kiln::tool
