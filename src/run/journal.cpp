#include "src/run/journal.hpp"

#include "src/plan/step_line.hpp"
#include "src/run/failure.hpp"
#include "src/run/script_text.hpp"
#include "src/run/version.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/hash.hpp"
#include "src/text/message.hpp"
#include "src/text/text_place.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {

std::string journal_hash(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::uint64_t hash = hash_of(text);
    std::string written = "f1:";
    for (int shift = 60; shift >= 0; shift -= 4) written += digits[(hash >> shift) & 15U];
    return written;
}

namespace {

struct StatementText {
    std::size_t begin = 0;  ///< in the section
    std::string hash;
};

/// Layout and comments change nothing.
std::string hash_of_tokens(std::string_view statement, SqlRules rules) {
    std::string tokens;
    SqlLexer lexer(statement, rules);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        tokens += lexer.text(token);
        tokens += '\0';
    }
    return journal_hash(tokens);
}

std::vector<StatementText> statements_of(std::string_view sql, SqlRules rules) {
    std::vector<StatementText> statements;
    StatementSplitter splitter(rules);
    for (std::size_t at = 0; at < sql.size();) {
        const ScriptStatement next = splitter.first(sql.substr(at));
        if (next.is_none()) break;
        statements.push_back(
            {at + next.begin,
             hash_of_tokens(sql.substr(at + next.begin, next.end - next.begin), rules)});
        at += next.next;
    }
    return statements;
}

const Migration* migration_of(const MigrationTable& table, const JournalLine& line) {
    const auto found = std::find_if(
        table.migrations.begin(), table.migrations.end(),
        [&](const Migration& migration) { return migration.revision == line.revision; });
    return found == table.migrations.end() ? nullptr : &*found;
}

/// "the upgrade to 'b'"
std::string step_of(const JournalLine& line) {
    return (line.direction == "downgrade" ? "the downgrade of " : "the upgrade to ") +
           quote(line.revision);
}

/// At the statement, where the file is known and has so many.
Diagnostic diagnose_statement(const JournalLine& line, const MigrationTable& table, Dialect dialect,
                              Code code, std::string message, const Hint& hint) {
    const Migration* const migration = migration_of(table, line);
    if (migration == nullptr) {
        return diagnose(code, message + "; the revision is not here", hint);
    }
    const DialectScripts& scripts = scripts_of(*migration, dialect);
    const Script& script = line.direction == "downgrade" ? scripts.downgrade : scripts.upgrade;
    const ScriptText text(script.pieces);
    const std::vector<StatementText> statements = statements_of(text.view(), rules_of(dialect));
    const auto number = static_cast<std::size_t>(line.number);
    if (number == 0 || number > statements.size()) {
        return diagnose_at({std::string(migration->file)}, code, std::move(message), hint);
    }
    TextPlaces places(text.view());
    const std::size_t begin = statements[number - 1].begin;
    const TextPlace place = places.at(begin);
    Diagnostic diagnostic =
        diagnose_at({std::string(migration->file), script.line + place.line - 1, place.column},
                    code, std::move(message), hint);
    diagnostic.source_line = places.line_at(begin);
    return diagnostic;
}

bool is_of_code(const JournalLine& line, const MigrationTable& table) {
    const Migration* const migration = migration_of(table, line);
    return migration != nullptr && migration->is_code;
}

/// A revision in C++ is one as a whole.
std::string statement_of(const JournalLine& line, const MigrationTable& table) {
    if (is_of_code(line, table)) return step_of(line);
    return "statement " + std::to_string(line.number) + " of " + step_of(line);
}

Error held_journal(const Connection& connection) {
    return database_error({Reason::busy, "others hold the journal", "", 0, {}}, Doing::write,
                          connection.name());
}

}  // namespace

const JournalLine* in_doubt(const Journal& journal) {
    const auto found = std::find_if(journal.begin(), journal.end(),
                                    [](const JournalLine& line) { return !line.is_done; });
    return found == journal.end() ? nullptr : &*found;
}

Diagnostic unfinished(const Journal& journal, const MigrationTable& table, Dialect dialect) {
    if (const JournalLine* const line = in_doubt(journal)) {
        const bool is_code = is_of_code(*line, table);
        return diagnose_statement(
            *line, table, dialect, Code::statement_in_doubt,
            statement_of(*line, table) +
                (is_code ? " is in doubt: it ended, or its connection did, before it was recorded"
                         : " is in doubt: the connection ended while it ran"),
            in_doubt_hint(is_code));
    }
    const JournalLine& last = journal.back();
    const Migration* const migration = migration_of(table, last);
    const std::string verb = last.direction == "downgrade" ? "downgrade" : "upgrade";
    std::string message = step_of(last) + " is unfinished: its ";
    if (migration != nullptr && migration->is_code) {
        message += "code has run, and is not recorded";
    } else if (last.number == 1) {
        message += "first statement is done";
    } else {
        message += "first " + std::to_string(last.number) + " statements are done";
    }
    const Hint hint = "run the " + verb +
                      Hint(" again, which goes on behind that; or finish it by hand and run: ") +
                      command("stamp --purge <revision>");
    if (migration == nullptr) {
        return diagnose(Code::unfinished_revision, message + "; the revision is not here",
                        "restore its file and " + hint);
    }
    return diagnose_at({std::string(migration->file)}, Code::unfinished_revision,
                       std::move(message), hint);
}

Error runs_elsewhere(const Journal& journal, const MigrationTable& table, Dialect dialect,
                     const std::string& waited) {
    const JournalLine* const line = in_doubt(journal);
    const JournalLine& what = line == nullptr ? journal.back() : *line;
    return Error(diagnose_statement(
        what, table, dialect, Code::runs_elsewhere,
        statement_of(what, table) +
            " runs on another server of the cluster, or is in doubt: nothing has changed in the " +
            waited + " that were waited",
        "wait for the other program; if there is none, " + in_doubt_hint(false)));
}

void refuse_unfinished(VersionStore& store, const MigrationTable& table) {
    if (store.has_no_journal()) return;
    const Journal journal = store.read_journal();
    if (!journal.empty()) throw Error(unfinished(journal, table, store.connection().dialect()));
}

std::vector<std::string> statement_hashes(std::string_view sql, Dialect dialect) {
    std::vector<std::string> hashes;
    for (StatementText& statement : statements_of(sql, rules_of(dialect))) {
        hashes.push_back(std::move(statement.hash));
    }
    return hashes;
}

JournaledSection::JournaledSection(VersionStore& store, const MigrationTable& table,
                                   const PlanStep& step, std::vector<std::string> hashes,
                                   const Journal& journal)
    : store_(store),
      revision_(step.revision),
      direction_(direction_name(step.direction)),
      hashes_(std::move(hashes)) {
    for (const JournalLine& line : journal) {
        const auto number = static_cast<std::size_t>(line.number);
        const bool is_next = number == earlier_ + 1;
        if (is_next && number <= hashes_.size() && hashes_[number - 1] == line.hash) {
            ++earlier_;
            continue;
        }
        throw Error(diagnose_statement(
            line, table, store.connection().dialect(), Code::done_statement_changed,
            number > hashes_.size()
                ? statement_of(line, table) + " is done, and is not in the file any more"
                : statement_of(line, table) + " has changed since it was done",
            "restore what is done as it was: the first " + std::to_string(journal.size()) +
                " statements; or finish the revision by hand and run: " +
                command("stamp --purge <revision>")));
    }
}

std::size_t JournaledSection::done() const {
    return begun_ == 0 ? earlier_ : begun_ - (has_ended_ ? 0 : 1);
}

bool JournaledSection::before(const std::vector<std::string>& rows) {
    if (at_++ < earlier_) return false;
    Connection& connection = store_.connection();
    connection.pause_section();
    begin(rows);
    connection.resume_section();
    return true;
}

void JournaledSection::begin(const std::vector<std::string>& rows) {
    Connection& connection = store_.connection();
    const bool is_first = begun_ == 0;
    while (!try_to_begin(static_cast<std::int64_t>(at_))) {
        // Two servers had it at once, and this one was second.
        if (is_first) throw StatementTaken();
        if (!connection.wait_for_others()) throw held_journal(connection);
    }
    begun_ = at_;
    has_ended_ = false;
    if (!is_first || !connection.is_one_of_many()) return;
    // Others may have come to the end of it before this had its first statement.
    if (store_.read_rows().value_or(std::vector<std::string>()) == rows) return;
    settle();
    throw StatementTaken();
}

/// The end of the one before and the beginning of this one are one transaction: at any time there
/// is just one statement that has begun. False where others were faster.
bool JournaledSection::try_to_begin(std::int64_t number) {
    Connection& connection = store_.connection();
    // Before the first one nothing has switched autocommit off, so that its line is a transaction.
    const bool is_alone = number == 1;
    try {
        if (!is_alone) connection.begin();
        if (begun_ != 0 && !store_.end_statement(number - 1)) throw StatementTaken();
        const bool has_begun = store_.begin_statement(
            {revision_, direction_, number, hashes_[static_cast<std::size_t>(number) - 1], false});
        if (has_begun) {
            if (!is_alone) connection.commit();
            return true;
        }
    } catch (const Error& error) {
        connection.roll_back();
        if (error.code() != Code::lock_timeout) throw;
        return false;
    } catch (const StatementTaken&) {
        connection.roll_back();
        throw;
    }
    connection.roll_back();
    return false;
}

void JournaledSection::settle() {
    if (begun_ == 0) return;
    while (!try_to_settle()) {
        Connection& connection = store_.connection();
        if (!connection.wait_for_others()) throw held_journal(connection);
    }
    earlier_ = done();
    begun_ = 0;
}

bool JournaledSection::try_to_settle() {
    Connection& connection = store_.connection();
    const auto number = static_cast<std::int64_t>(begun_);
    try {
        connection.begin();
        if (has_ended_) {
            store_.end_statement(number);
        } else {
            store_.drop_statement(number);
        }
        connection.commit();
        return true;
    } catch (const Error& error) {
        connection.roll_back();
        if (error.code() != Code::lock_timeout) throw;
        return false;
    }
}

}  // namespace kiln
