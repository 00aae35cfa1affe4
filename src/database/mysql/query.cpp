#include "src/database/mysql/query.hpp"

#include "src/database/mysql/rows.hpp"
#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace kiln::mysql {
namespace {

using detail::ValueKind;

/// Of a loop over rows, as a rule two or three are in turn.
constexpr std::size_t most_kept = 8;

/// Not all statements can be prepared, such as CREATE TRIGGER.
constexpr unsigned cannot_be_prepared = 1295;

bool begins_with_one_of(std::string_view sql, std::initializer_list<std::string_view> words) {
    SqlLexer lexer(sql, SqlRules::mysql);
    SqlToken token = lexer.next_code();
    while (token.kind != SqlToken::Kind::end && token.kind != SqlToken::Kind::word)
        token = lexer.next_code();
    return std::ranges::any_of(
        words, [&](std::string_view word) { return equal_ignoring_case(lexer.text(token), word); });
}

/// What a server may undo, or the transaction with it, but never commits.
bool changes_rows_alone(std::string_view sql) {
    return begins_with_one_of(sql, {"select", "insert", "update", "delete", "replace", "with",
                                    "values", "table", "do", "set", "show"});
}

/// SET autocommit = 1, which commits.
bool sets_autocommit(std::string_view sql) {
    if (!begins_with_one_of(sql, {"set"})) return false;
    SqlLexer lexer(sql, SqlRules::mysql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string word = folded(lexer.text(token));
        if (word == "autocommit" || word.ends_with("@@autocommit")) return true;
    }
    return false;
}

MYSQL_BIND bound(const detail::Value& value) {
    MYSQL_BIND bind{};
    switch (value.kind) {
        case ValueKind::null:
            bind.buffer_type = MYSQL_TYPE_NULL;
            break;
        case ValueKind::integer:
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = const_cast<std::int64_t*>(&value.integer);
            break;
        case ValueKind::real:
            bind.buffer_type = MYSQL_TYPE_DOUBLE;
            bind.buffer = const_cast<double*>(&value.real);
            break;
        case ValueKind::text:
        case ValueKind::blob:
            bind.buffer_type =
                value.kind == ValueKind::text ? MYSQL_TYPE_STRING : MYSQL_TYPE_LONG_BLOB;
            bind.buffer = const_cast<char*>(value.size == 0 ? "" : value.data);
            bind.buffer_length = static_cast<unsigned long>(value.size);
            break;
    }
    return bind;
}

}  // namespace

/// A statement that may run again.
struct Queries::Kept {
    Kept(MYSQL* connection, std::string_view sql)
        : text(sql), statement(mysql_stmt_init(connection)) {}
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept() {
        if (statement != nullptr) mysql_stmt_close(statement);
    }

    std::string text;
    MYSQL_STMT* statement;
};

Queries::Queries(Section& section) : section_(section) {}

Queries::~Queries() = default;

std::unique_ptr<Cursor> Queries::query(std::string_view text, std::span<const detail::Value> values,
                                       std::optional<Fault>& fault) {
    if (section_.rules_.stop.stop_requested()) {
        fault = stopped_fault(0);
        return nullptr;
    }
    look_whether_committed();
    const Statement statement = take_statement(section_.splitter_, text);
    fault = refuse_query(text, statement, values);
    if (fault) return nullptr;
    const std::string_view sent =
        text.substr(statement.script.begin, statement.script.end - statement.script.begin);
    section_.keep(statement);
    section_.variables_.merge(user_variables_in(sent));
    Answer answer;
    Kept* const prepared = kept(sent, answer);
    if (prepared != nullptr) return run_prepared(*prepared, sent, values, fault);
    if (answer.number() == cannot_be_prepared && values.empty()) return run_text(sent, fault);
    note(answer, sent, fault);
    return nullptr;
}

std::optional<Fault> Queries::refuse_query(std::string_view text, const Statement& statement,
                                           std::span<const detail::Value> values) {
    if (statement.kind == Statement::Kind::none) return no_statement();
    const std::string_view sent =
        text.substr(statement.script.begin, statement.script.end - statement.script.begin);
    if (statement.kind == Statement::Kind::transaction || sets_autocommit(sent)) {
        return guard_fault(Code::script_controls_transaction, 0,
                           upper_case(sent.substr(0, sent.find_first_of(" \t\r\n;"))) +
                               (sets_autocommit(sent) ? " autocommit" : "") +
                               " in a section that Kiln runs in a transaction of its own",
                           "remove it");
    }
    if (auto fault = refuse(sent, statement.kind, 0)) return fault;
    if (!section_.splitter_.first(text.substr(statement.script.next)).is_none())
        return several_statements();
    std::size_t bytes = sent.size();
    for (const detail::Value& value : values) {
        bytes += value.size;
        if (value.kind == ValueKind::real && !std::isfinite(value.real)) {
            return wrong_value("MySQL has no NaN and no infinity",
                               "give std::nullopt where NULL is meant");
        }
    }
    return section_.too_large(bytes);
}

Queries::Kept* Queries::kept(std::string_view sent, Answer& answer) {
    const auto found = std::ranges::find(
        kept_, sent, [](const auto& each) -> std::string_view { return each->text; });
    if (found != kept_.end()) return found->get();
    auto made = std::make_unique<Kept>(section_.client_.get(), sent);
    if (mysql_stmt_prepare(made->statement, sent.data(), static_cast<unsigned long>(sent.size())) !=
        0) {
        answer = section_.client_.fault_of(made->statement);
        return nullptr;
    }
    if (kept_.size() >= most_kept) kept_.erase(kept_.begin());
    kept_.push_back(std::move(made));
    return kept_.back().get();
}

std::unique_ptr<Cursor> Queries::run_prepared(Kept& kept, std::string_view sent,
                                              std::span<const detail::Value> values,
                                              std::optional<Fault>& fault) {
    const std::size_t wanted = mysql_stmt_param_count(kept.statement);
    if (wanted != values.size()) {
        fault = wrong_count(wanted, values.size());
        return nullptr;
    }
    std::vector<MYSQL_BIND> binds;
    binds.reserve(values.size());
    for (const detail::Value& value : values) binds.push_back(bound(value));
    if (!binds.empty()) mysql_stmt_bind_param(kept.statement, binds.data());
    const Answer answer = section_.client_.run(kept.statement, section_.watch_);
    std::unique_ptr<Rows> rows;
    if (!answer.is_fault()) {
        const bool has_rows = mysql_stmt_field_count(kept.statement) != 0;
        // Of INSERT … RETURNING the rows that it answers are those that it made.
        const bool counts =
            !has_rows || begins_with_one_of(sent, {"insert", "replace", "delete", "update"});
        rows = std::make_unique<Rows>(kept.statement, counts ? answer.changes() : 0);
        mysql_stmt_free_result(kept.statement);
        // Of a procedure, which has more of them.
        while (mysql_stmt_more_results(kept.statement) != 0 &&
               mysql_stmt_next_result(kept.statement) == 0) {
        }
    }
    // What it says of its columns would be of the tables as they were.
    if (!changes_rows_alone(sent)) kept_.clear();
    note(answer, sent, fault);
    if (fault) return nullptr;
    return rows;
}

std::unique_ptr<Cursor> Queries::run_text(std::string_view sent, std::optional<Fault>& fault) {
    const Answer answer = section_.client_.run(sent, section_.watch_);
    kept_.clear();
    note(answer, sent, fault);
    if (fault) return nullptr;
    return std::make_unique<Rows>(answer, answer.columns() == 0 ? answer.changes() : 0);
}

/// What it did to the transaction, and what it was that failed.
void Queries::note(const Answer& answer, std::string_view sent, std::optional<Fault>& fault) {
    if (!answer.is_fault()) {
        section_.tell_warnings();
        look_whether_committed();
        return;
    }
    Client& client = section_.client_;
    fault = section_.fault_of(answer, sent);
    fault->offset = 0;
    if (client.is_lost() || client.ask_for_transaction()) return;
    // A statement about the schema commits even where it fails. Of rows it is the server that has
    // taken the transaction back, as after a deadlock.
    if (!changes_rows_alone(sent)) look_whether_committed();
}

void Queries::look_whether_committed() {
    Client& client = section_.client_;
    if (client.is_lost() || client.in_transaction()) return;
    has_committed_ = true;
    client.run("START TRANSACTION");
}

}  // namespace kiln::mysql
