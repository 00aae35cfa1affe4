#include "tool/replay/change_watch.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/dependents.hpp"
#include "tool/schema/schema.hpp"

#include <sqlite3.h>

#include <utility>

namespace kiln::tool {
namespace {

bool has_word(std::string_view statement, std::string_view word) {
    SqlLexer lexer(statement, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind == SqlToken::Kind::word && equal_ignoring_case(lexer.text(token), word)) {
            return true;
        }
    }
    return false;
}

/// The table, folded, of `ALTER TABLE [schema.]name …`; empty for any other statement.
std::string altered_table(std::string_view statement) {
    SqlLexer lexer(statement, SqlRules::sqlite);
    if (!equal_ignoring_case(lexer.text(lexer.next_code()), "alter")) return {};
    lexer.next_code();
    std::string name = unquoted(lexer.text(lexer.next_code()));
    if (lexer.text(lexer.next_code()) == ".") name = unquoted(lexer.text(lexer.next_code()));
    return folded(name);
}

/// The new name of `ALTER TABLE [schema.]name RENAME TO new_name`; empty for any other statement.
std::string new_table_name(std::string_view statement) {
    SqlLexer lexer(statement, SqlRules::sqlite);
    SqlToken token = lexer.next_code();
    while (token.kind != SqlToken::Kind::end) {
        const bool renames =
            token.kind == SqlToken::Kind::word && equal_ignoring_case(lexer.text(token), "rename");
        token = lexer.next_code();
        if (renames && equal_ignoring_case(lexer.text(token), "to")) {
            return unquoted(lexer.text(lexer.next_code()));
        }
    }
    return {};
}

}  // namespace

bool is_own_table(std::string_view name) {
    return equal_ignoring_case(name, default_version_table) ||
           equal_ignoring_case(name, history_table) || equal_ignoring_case(name, compatible_table);
}

ChangeWatch::ChangeWatch(sqlite3* db, const KnownSchema& known) : db_(db), known_(known) {
    sqlite3_set_authorizer(db_, &ChangeWatch::authorize, this);
}

ChangeWatch::~ChangeWatch() { sqlite3_set_authorizer(db_, nullptr, nullptr); }

void ChangeWatch::start(const Section& section, AlterTests tests) {
    is_watching_ = true;
    writes_to_schema_ = section.no_transaction;
    touches_own_tables_ = false;
    misses_something_ = false;
    // A new name can also mend what was broken, which only SQLite's own tests see.
    leave_out_tests_ = tests == AlterTests::left_out && !writes_to_schema_ && !section.is_code &&
                       !has_word(section.sql, "rename");
    own_tables_offset_.reset();
    changed_.clear();
    changes_ = {};
    alters_ = false;
    updates_schema_ = false;
    left_out_tests_ = false;
    leave_out_next_update_ = false;
}

Changes ChangeWatch::end_statement(std::size_t offset, std::string_view statement) {
    if (std::exchange(updates_schema_, false)) note_update_of_schema(statement);
    // A new name may change the text of any object.
    const bool renames = std::exchange(alters_, false) && has_word(statement, "rename");
    touches_own_tables_ |= renames && is_own_table(new_table_name(statement));
    if (touches_own_tables_ && !own_tables_offset_) own_tables_offset_ = offset;
    changes_.whole_schema |= renames || writes_to_schema_;
    changed_.insert(changes_.schema.begin(), changes_.schema.end());
    if (std::exchange(left_out_tests_, false)) {
        is_watching_ = false;
        misses_something_ |= misses_something_now();
        is_watching_ = true;
    }
    return std::exchange(changes_, {});
}

// Before 3.38 SQLite does not say of DROP COLUMN that it alters a table.
void ChangeWatch::note_update_of_schema(std::string_view statement) {
    if (changes_.whole_schema || !changes_.schema.empty()) return;
    std::string table = altered_table(statement);
    if (table.empty()) {
        changes_.whole_schema = true;
        return;
    }
    touches_own_tables_ |= is_own_table(table);
    changes_.schema.insert(std::move(table));
}

// No view or trigger is new: where one is made, nothing is left out.
bool ChangeWatch::misses_something_now() const {
    std::set<Dependent> suspects = known_.mentions().reach(changed_);
    suspects.insert(known_.broken().begin(), known_.broken().end());
    std::erase_if(suspects, [](const Dependent& each) {
        return each.kind != Dependent::Kind::view && each.kind != Dependent::Kind::trigger;
    });
    std::set<std::string> tables;
    for (const Dependent& each : suspects) tables.insert(each.table);
    return !broken_among(db_, read_schema(db_, tables), suspects).empty();
}

int ChangeWatch::authorize(void* self, int action, const char* first, const char* second,
                           const char* schema, const char*) {
    auto& watch = *static_cast<ChangeWatch*>(self);
    if (!watch.is_watching_) return SQLITE_OK;
    // VACUUM writes every table to a database of its own.
    if (schema && std::string_view(schema).substr(0, 7) == "vacuum_") return SQLITE_OK;
    const bool stores_elsewhere =
        action == SQLITE_PRAGMA && second && equal_ignoring_case(first, "temp_store");
    if (stores_elsewhere || watch.leaves_out(action, second)) return SQLITE_IGNORE;
    watch.note(action, first, second);
    return SQLITE_OK;
}

// SQLite carries ALTER TABLE out by SQL of its own, which the authorizer sees: it tests each object
// with sqlite_rename_test(), and updates each with sqlite_rename_quotefix(), which does nothing
// where no string is in double quotes (K309, K604). An ignored function is NULL, and so the test
// passes; an ignored update changes nothing.
bool ChangeWatch::leaves_out(int action, const char* second) {
    if (!leave_out_tests_) return false;
    if (action == SQLITE_FUNCTION && second) {
        const std::string_view function(second);
        if (function == "sqlite_rename_quotefix") leave_out_next_update_ = true;
        if (function == "sqlite_rename_test") left_out_tests_ = true;
        return function == "sqlite_rename_test" || function == "sqlite_rename_quotefix";
    }
    return action == SQLITE_UPDATE && std::exchange(leave_out_next_update_, false);
}

void ChangeWatch::note(int action, const char* first, const char* second) {
    const char* table = first;
    switch (action) {
        case SQLITE_INSERT:
        case SQLITE_UPDATE:
        case SQLITE_DELETE:
            updates_schema_ |= std::string_view(first) == "sqlite_master";
            if (std::string_view(first).substr(0, 7) == "sqlite_") return;
            changes_.rows.insert(folded(first));
            break;
        case SQLITE_CREATE_VTABLE:
        case SQLITE_DROP_VTABLE:
            changes_.whole_schema = true;
            leave_out_tests_ = false;
            break;  // the shadow tables too
        case SQLITE_ALTER_TABLE:
            alters_ = true;
            table = second;
            changes_.schema.insert(folded(table));
            break;
        case SQLITE_CREATE_TEMP_TRIGGER:
        case SQLITE_CREATE_TEMP_VIEW:
            leave_out_tests_ = false;
            return;
        case SQLITE_CREATE_TRIGGER:
            leave_out_tests_ = false;
            [[fallthrough]];
        case SQLITE_CREATE_INDEX:
        case SQLITE_DROP_INDEX:
        case SQLITE_DROP_TRIGGER:
            table = second;
            changes_.schema.insert(folded(table));
            break;
        case SQLITE_CREATE_VIEW:
            leave_out_tests_ = false;
            [[fallthrough]];
        case SQLITE_CREATE_TABLE:
        case SQLITE_DROP_TABLE:
        case SQLITE_DROP_VIEW:
            changes_.schema.insert(folded(table));
            break;
        default:
            return;
    }
    if (is_own_table(table)) touches_own_tables_ = true;
}

}  // namespace kiln::tool
