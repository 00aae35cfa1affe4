#include "src/database/mysql/section.hpp"

#include "src/database/mysql/failure.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace kiln::mysql {
namespace {

using Kind = Statement::Kind;

/// The tokens of a kind, each once, in the order of their text.
std::set<std::string> tokens_in(std::string_view sql, SqlToken::Kind kind) {
    std::set<std::string> found;
    SqlLexer lexer(sql, SqlRules::mysql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (token.kind == kind) found.emplace(lexer.text(token));
    }
    return found;
}

}  // namespace

/// `@@a` is a setting.
std::set<std::string> user_variables_in(std::string_view sql) {
    if (sql.find('@') == sql.npos) return {};
    std::set<std::string> found = tokens_in(sql, SqlToken::Kind::parameter);
    std::erase_if(found, [](const std::string& name) {
        return name.size() < 2 || !name.starts_with('@') || name.starts_with("@@");
    });
    return found;
}

std::optional<Fault> refuse(std::string_view sent, Kind kind, std::size_t offset) {
    const std::string_view word = sent.substr(0, sent.find_first_of(" \t\r\n;"));
    switch (kind) {
        case Kind::transaction:
            return guard_fault(Code::script_controls_transaction, offset,
                               upper_case(word) +
                                   " in a section for MySQL, where each statement is committed "
                                   "by itself and noted in Kiln's journal",
                               "remove it");
        case Kind::client:
            return guard_fault(Code::client_command, offset,
                               quote(word) + " is a command of the client, and no SQL",
                               "remove it");
        case Kind::lock:
            return guard_fault(Code::locks_tables, offset,
                               upper_case(word) + " TABLES would keep Kiln from its own tables",
                               "remove it, and UNLOCK TABLES; mysqldump leaves both out with "
                               "--skip-add-locks");
        default:
            break;
    }
    SqlLexer lexer(sent, SqlRules::mysql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (token.kind != SqlToken::Kind::word ||
            !equal_ignoring_case(lexer.text(token), "release_all_locks")) {
            continue;
        }
        return guard_fault(Code::releases_lock, offset,
                           "RELEASE_ALL_LOCKS() lets go of the lock that keeps other runs out",
                           "release by name what the section has locked: RELEASE_LOCK()");
    }
    return std::nullopt;
}

FirstStatement Section::run_first(std::string_view text) {
    const bool is_first = !std::exchange(has_begun_, true);
    const Statement statement = take_statement(splitter_, text);
    FirstStatement first;
    first.begin = statement.script.begin;
    first.end = statement.script.is_none() ? first.begin : statement.script.next;
    first.controls_transaction = statement.kind == Kind::transaction;
    if (statement.kind == Kind::none) return first;
    const std::string_view sent =
        text.substr(statement.script.begin, statement.script.end - statement.script.begin);
    // What ran before it could not be taken back.
    if (is_first) first.fault = first_refused();
    if (!first.fault && rules_.stop.stop_requested()) first.fault = stopped_fault(first.begin);
    if (first.fault) return first;
    if (!rules_.before_statement || rules_.before_statement(sent) || statement.is_for_session) {
        first.fault = run(sent, statement, first);
    }
    return first;
}

std::optional<Fault> Section::first_refused() const {
    StatementSplitter splitter(SqlRules::mysql);
    for (std::size_t at = 0; at < sql_.size();) {
        const Statement statement = take_statement(splitter, sql_.substr(at));
        if (statement.kind == Kind::none) break;
        const std::string_view sent =
            sql_.substr(at + statement.script.begin, statement.script.end - statement.script.begin);
        if (auto fault = refuse(sent, statement.kind, at + statement.script.begin)) return fault;
        at += statement.script.next;
    }
    return std::nullopt;
}

std::optional<Fault> Section::run(std::string_view sent, const Statement& statement,
                                  FirstStatement& first) {
    if (auto fault = too_large(sent.size())) {
        fault->offset = first.begin;
        return fault;
    }
    keep(statement);
    Answer answer = client_.run(sent, watch_);
    // Then the server has undone it, and what came before it is committed.
    for (int tries = 0; answer.number() == deadlock && tries < 5; ++tries) {
        answer = client_.run(sent, watch_);
    }
    if (answer.is_fault()) {
        Fault fault = fault_of(answer, sent);
        fault.offset += first.begin;
        return fault;
    }
    first.changes = answer.changes();
    tell_warnings();
    return std::nullopt;
}

/// The server would end the connection, and nobody would know why.
std::optional<Fault> Section::too_large(std::size_t bytes) const {
    constexpr std::size_t smallest_limit = 1'000'000;
    if (bytes < smallest_limit) return std::nullopt;
    const Answer limit = client_.run("SELECT @@max_allowed_packet <= " + std::to_string(bytes) +
                                     ", @@max_allowed_packet");
    if (limit.rows() != 1 || limit.text(0, 0) != "1") return std::nullopt;
    return Fault{Reason::limit,
                 "the statement has " + std::to_string(bytes) +
                     " bytes, and the server takes less than " + limit.text(0, 1),
                 "split it, or raise max_allowed_packet of the server",
                 0,
                 {}};
}

void Section::keep(const Statement& statement) {
    if (statement.kind == Kind::setting && !settings_) {
        settings_ = SessionSettings::of(client_);
        outer_ = StatementSettings::of(client_);
    }
    if (!statement.temporary.empty()) temporary_.push_back(statement.temporary);
}

void Section::tell_warnings() {
    if (!log_ || client_.warnings() == 0) return;
    const Answer answer = client_.run("SHOW WARNINGS");
    for (std::size_t row = 0; row < answer.rows(); ++row) {
        log_("MySQL: " + answer.text(row, 0) + " " + answer.text(row, 1) + ": " +
             one_line(answer.text(row, 2)));
    }
}

void Section::prepare_for_code() {
    settings_ = SessionSettings::of(client_);
    outer_ = StatementSettings::of(client_);
    client_.run("SET SESSION time_zone = '+00:00'");
}

void Section::pause() {
    if (!settings_ || client_.is_lost()) return;
    paused_ = StatementSettings::of(client_);
    outer_.apply(client_, *paused_);
}

void Section::resume() {
    if (!paused_ || client_.is_lost()) return;
    paused_->apply(client_, outer_);
    paused_.reset();
}

void Section::end() noexcept {
    if (!client_.is_open() || client_.is_lost()) return;
    // Of a section that switched autocommit off. Of code it is the run that commits.
    if (settings_ && !rules_.is_code) client_.run("COMMIT");
    const auto drop_temporary = [&] {
        for (const std::string& table : temporary_) {
            client_.run("DROP TEMPORARY TABLE IF EXISTS " + table);
        }
    };
    drop_temporary();
    if (settings_) {
        outer_.apply(client_, StatementSettings::of(client_));  // what it takes to read the rest
        settings_->restore(client_);
        drop_temporary();  // those from before a USE
    }
    std::set<std::string> variables = user_variables_in(sql_);
    variables.merge(variables_);
    std::string sql;
    for (const std::string& name : variables)
        sql += (sql.empty() ? "SET " : ", ") + name + " = NULL";
    if (!sql.empty()) client_.run(sql);
}

Fault Section::fault_of(const Answer& answer, std::string_view sent) {
    if (watch_.ended() == Watch::Ended::stopped && !client_.is_lost()) return stopped_fault(0);
    if (watch_.ended() == Watch::Ended::deadline && !client_.is_lost()) {
        return guard_fault(
            Code::statement_deadline, 0,
            "the statement did not end within " + in_seconds(watch_.limit()) + ", its deadline",
            "raise statement_deadline, or let the revision do less at once");
    }
    Fault fault = mysql::fault_of(client_, answer, sent);
    if (fault.reason == Reason::busy && fault.hint.empty()) {
        fault.message += lock_holder(sent);
        fault.code = Code::script_failed;  // a table of the script's, not what Kiln itself locks
        fault.hint = "let the other session end its transaction, or raise lock_wait";
    }
    return fault;
}

/// Which table that the statement names may be the one, and who has a transaction open; the servers
/// tell neither as a rule.
std::string Section::lock_holder(std::string_view sent) {
    std::set<std::string> names = tokens_in(sent, SqlToken::Kind::word);
    names.merge(tokens_in(sent, SqlToken::Kind::quoted_identifier));
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + text_in_sql(unquoted(name));
    }
    std::string text;
    const Answer tables = client_.run(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
        "TABLE_NAME IN (" +
        list + ") ORDER BY 1");
    for (std::size_t row = 0; row < tables.rows(); ++row) {
        text += (row == 0 ? "" : ", ") + quote(tables.text(row, 0));
    }
    if (text.empty()) return ": a lock that the statement needs is held by another session";
    text = ": " + text + (tables.rows() == 1 ? " is" : " or one of them is") +
           " locked by another session";
    const Answer open = client_.run(
        "SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id "
        "NOT IN (0, CONNECTION_ID()) ORDER BY 1 LIMIT 5");
    for (std::size_t row = 0; row < open.rows(); ++row) {
        text += (row == 0 ? "; with open transactions: connection " : ", ") + open.text(row, 0);
    }
    return text;
}

}  // namespace kiln::mysql
