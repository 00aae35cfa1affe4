#include "tool/schema/application_objects.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

namespace kiln::tool {
namespace {

/// A name without a slash is looked for where the system has its libraries, not here.
std::string as_loaded(const std::string& file) {
    if (file.find_first_of("/\\") != std::string::npos) return file;
    for (const char* const suffix : {"", ".so", ".dylib", ".dll"}) {
        std::error_code error;
        if (std::filesystem::exists(file + suffix, error)) return "./" + file;
    }
    return file;
}

StandInCalls& counted_calls() {
    static StandInCalls calls;
    return calls;
}

/// What SQLite calls in place of an application's own.
struct StandIn {
    std::string name;
    int calls = 0;

    void count() {
        ++calls;
        StandInCalls& all = counted_calls();
        ++all.count;
        if (all.last != name) all.last = name;
    }
};

void destroy_stand_in(void* own) { delete static_cast<StandIn*>(own); }

/// Gives the first argument back; else the next text.
void stand_in(sqlite3_context* context, int count, sqlite3_value** values) {
    auto& own = *static_cast<StandIn*>(sqlite3_user_data(context));
    own.count();
    if (count > 0) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    const std::string text = "stand-in " + std::to_string(own.calls);
    sqlite3_result_text(context, text.c_str(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

int compare_bytes(void* own, int size_a, const void* a, int size_b, const void* b) {
    static_cast<StandIn*>(own)->count();
    const int order = std::memcmp(a, b, static_cast<std::size_t>(std::min(size_a, size_b)));
    return order != 0 ? order : size_a - size_b;
}

/// Whether SQLite compiles an expression with it: a catalogue of functions not all builds have.
bool has_function(sqlite3* db, const ApplicationObjects::Function& function) {
    std::string sql = "SELECT " + quoted_name(function.name) + "(";
    for (int i = 0; i < function.arguments; ++i) sql += i == 0 ? "?" : ",?";
    sqlite::Statement statement;
    if (statement.prepare(sqlite::Connection::borrow(db), sql + ")") == SQLITE_OK) return true;
    const std::string_view message = sqlite3_errmsg(db);
    return !message.starts_with("no such function") && !message.starts_with("wrong number of");
}

bool has_collation(sqlite3* db, const std::string& name) {
    sqlite::Statement statement;
    const std::string sql = "SELECT '' = '' COLLATE " + quoted_name(name);
    return statement.prepare(sqlite::Connection::borrow(db), sql) == SQLITE_OK;
}

void add_function(sqlite3* db, const ApplicationObjects::Function& function) {
    // In an index, a CHECK or a generated column SQLite takes no other.
    int flags = SQLITE_UTF8 | (function.arguments == 0 ? 0 : SQLITE_DETERMINISTIC);
#ifdef SQLITE_INNOCUOUS
    flags |= SQLITE_INNOCUOUS;
#endif
    // SQLite destroys it whatever the result.
    auto own = std::make_unique<StandIn>(StandIn{function.name});
    sqlite3_create_function_v2(db, function.name.c_str(), function.arguments, flags, own.release(),
                               stand_in, nullptr, nullptr, destroy_stand_in);
}

/// How many arguments the first call of the function has in the SQL, if it is called there.
std::optional<int> count_arguments(std::string_view sql, std::string_view function) {
    SqlLexer lexer(sql, SqlRules::sqlite);
    bool behind_name = false;
    SqlToken token = lexer.next_code();
    for (; token.kind != SqlToken::Kind::end; token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (behind_name && text == "(") break;
        behind_name = equal_ignoring_case(unquoted(text), function);
    }
    if (token.kind == SqlToken::Kind::end) return std::nullopt;
    int arguments = 0;
    int depth = 1;
    for (token = lexer.next_code(); token.kind != SqlToken::Kind::end; token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (text == ")" && --depth == 0) return arguments;
        if (arguments == 0) arguments = 1;
        if (text == "(") ++depth;
        if (text == "," && depth == 1) ++arguments;
    }
    return std::nullopt;
}

}  // namespace

void load_extensions(sqlite3* db, std::span<const ApplicationObjects::Extension> extensions) {
    if (extensions.empty()) return;
    const sqlite::Connection connection = sqlite::Connection::borrow(db);
    const bool before = connection.setting(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION);
    connection.set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, true);
    for (const auto& extension : extensions) {
        char* message = nullptr;
        const int result =
            sqlite3_load_extension(db, as_loaded(extension.file).c_str(), nullptr, &message);
        std::string why = one_line(message == nullptr ? sqlite3_errmsg(db) : message);
        while (why.ends_with(' ')) why.pop_back();  // Windows ends its words with a line break
        sqlite3_free(message);
        if (result == SQLITE_OK) continue;
        throw Error(diagnose_at(extension.place, Code::cannot_load_extension,
                                "cannot load the extension " + quote(extension.file) + ": " + why,
                                "build or install it, or correct the path; in kiln.toml it counts "
                                "from there"));
    }
    connection.set(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, before);
}

void add_stand_ins(sqlite3* db, const ApplicationObjects& objects) {
    for (const auto& function : objects.functions) {
        if (!has_function(db, function)) add_function(db, function);
    }
    for (const std::string& name : objects.collations) {
        if (has_collation(db, name)) continue;
        // Unlike of a function, SQLite destroys nothing where it fails.
        auto own = std::make_unique<StandIn>(StandIn{name});
        if (sqlite3_create_collation_v2(db, name.c_str(), SQLITE_UTF8, own.get(), compare_bytes,
                                        destroy_stand_in) == SQLITE_OK) {
            own.release();
        }
    }
}

const StandInCalls& stand_in_calls() { return counted_calls(); }

std::string hint_for_missing(std::string_view message, std::string_view sql) {
    const auto behind = [&](std::string_view start) {
        return message.starts_with(start) ? message.substr(start.size()) : std::string_view();
    };
    const std::string or_load = "or name the extension that has it: extensions = [\"...\"]";
    if (const std::string_view name = behind("no such function: "); !name.empty()) {
        const auto arguments = count_arguments(sql, name);
        return "if it is the application's own, declare it in kiln.toml: functions = [\"" +
               std::string(name) + "/" +
               (arguments ? std::to_string(*arguments) : "<number of arguments>") + "\"], " +
               or_load;
    }
    if (const std::string_view name = behind("no such collation sequence: "); !name.empty()) {
        return "if it is the application's own, declare it in kiln.toml: collations = [\"" +
               std::string(name) + "\"], " + or_load;
    }
    for (const std::string_view start :
         {"no such module: ", "no such tokenizer: ", "unknown tokenizer: "}) {
        if (behind(start).empty()) continue;
        return "name the extension that has it in kiln.toml: extensions = [\"...\"]";
    }
    return "";
}

}  // namespace kiln::tool
