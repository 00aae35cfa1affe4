#pragma once
// The port through which Kiln works on a database: what a driver has to bring, one primitive a
// function. Internal until three databases have tried it.

#include "src/database/fault.hpp"
#include "src/database/url.hpp"

#include <kiln/detail/value.hpp>
#include <kiln/dialect.hpp>
#include <kiln/migrator.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// A value for a `?` of a statement; what it refers to must outlive the call.
class Value {
public:
    Value(std::string_view text) : text_(text) {}
    Value(const std::string& text) : text_(text) {}
    Value(std::int64_t number) : number_(number), is_text_(false) {}

    bool is_text() const { return is_text_; }
    std::string_view text() const { return text_; }
    std::int64_t number() const { return number_; }

private:
    std::string_view text_;
    std::int64_t number_ = 0;
    bool is_text_ = true;
};

/// A column of a row that a statement answers; valid until the next row.
struct Cell {
    enum class Kind : std::uint8_t { null, text, other };
    Kind kind = Kind::null;
    std::string_view text;  ///< as the database would write the value; empty for NULL
};
using Row = std::span<const Cell>;

/// The rows of one statement, read one by one.
class Cursor {
public:
    Cursor() = default;
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    virtual ~Cursor() = default;

    /// Goes to the first row, or the next one. False behind the last, or with a fault.
    virtual bool next(std::optional<Fault>& fault) = 0;
    virtual std::size_t columns() const = 0;
    virtual std::string_view name(std::size_t column) const = 0;
    /// Of the row that it is at; valid until the next one.
    virtual detail::Value value(std::size_t column) const = 0;
    /// Behind the last row: how many the statement inserted, updated or deleted itself.
    virtual std::int64_t changes() const = 0;
};

/// What became of the first statement of a text.
struct FirstStatement {
    std::size_t begin = 0;     ///< where it stands in the text, behind blanks and comments
    std::size_t end = 0;       ///< how many bytes were taken; `begin` again where there was none
    std::int64_t changes = 0;  ///< rows that it inserted, updated or deleted itself
    bool controls_transaction = false;  ///< such as BEGIN
    std::optional<Fault> fault;         ///< nothing: it was carried out
    /// What is wrong with it all the same, where that is asked for; each a guard's.
    std::vector<Fault> objections{};

    bool is_none() const { return !fault && begin == end; }
};

/// How the statements of a section are run.
struct SectionRules {
    /// In the transaction of who runs the section. If not (`no-transaction`), transactions are the
    /// section's own business.
    bool in_transaction = true;
    /// How long each statement may run before K419; without end where it is zero.
    std::chrono::milliseconds statement_deadline{0};
    /// Asks for Reason::stopped, before or within a statement.
    Stop stop{};
    /// Told four times a second within statements, where the database can tell. What it throws
    /// ends the statement and is thrown on.
    std::function<void()> running{};
    /// For the build, where nothing but the section's own text can be at fault: object to strings
    /// in double quotes (K309). A run leaves them as the connection has them: the objects of an old
    /// database may be full of them.
    bool object_to_double_quotes = false;
    /// Nobody knows the statements before they run: those of a revision in C++.
    bool is_code = false;
    /// Asked before each statement where DDL commits by itself: false where another session has
    /// done it, so that it is run only if it is about the session alone, as a SET is. What it
    /// throws is thrown on.
    std::function<bool(std::string_view statement)> before_statement{};
};

/// A constraint that is broken where it was not before.
struct NewViolation {
    std::string message;
    /// No row is at fault: what the key refers to is no key, or not there.
    bool is_mismatch = false;

    bool operator==(const NewViolation&) const = default;
};

/// What only this connection sees.
struct TemporaryObject {
    std::string type;  ///< table, view, index, trigger
    std::string name;
    bool hides_another = false;  ///< the database has something of that name
};

struct TransactionState {
    bool is_open = false;
    /// Somebody else, such as a callback of the application's, committed the one that was begun.
    bool was_committed_by_others = false;
    /// Behind begin(): nobody has written since this connection's last commit. May be false for no
    /// reason.
    bool is_untouched = false;
    /// Nobody can know whether the commit that failed took effect.
    bool is_in_doubt = false;
    /// Where DDL commits by itself: code has run some since begin(), or what roll_back() left
    /// behind cannot be taken back.
    bool is_partly_committed = false;
};

/// One connection. What a function throws is kiln::Error: K401, K405, K406, K412, K413, or what it
/// says. Messages name the database and never hold a password.
class Connection {
public:
    struct Traits {
        Dialect dialect = Dialect::sqlite;
        std::string name;  ///< for messages: `the database 'shop.db'`
        /// What stands before the names of Kiln's own tables, so that nothing hides them. A
        /// database that has to be asked for it may say so late, by qualify().
        std::string qualifier{};
        /// False: each statement is only written down. Then nothing can be asked, and what a step
        /// leaves is recorded behind it.
        bool answers = true;
        /// A statement that fails takes the open transaction with it: what may be missing is asked
        /// for, not tried.
        bool fault_ends_transaction = false;
        /// DDL commits what is open, and cannot be rolled back: each statement of a section is
        /// committed by itself.
        bool ddl_commits = false;
    };

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    const Traits& traits() const { return traits_; }
    Dialect dialect() const { return traits_.dialect; }
    const std::string& name() const { return traits_.name; }

    // Each call of a Migrator stands between these two.

    /// Patience with others is counted from here on. Opens nothing. `writes`: throws K415 where an
    /// application's own connection is in the midst of something.
    virtual void enter(bool writes) = 0;
    /// What is open is rolled back, and the connection left as it was found.
    virtual void leave() noexcept = 0;

    /// Runs the first statement of `text` with a value for each `?`, and hands its rows on one by
    /// one. Opens the database for reading where it is not open. `text` must be followed by a NUL
    /// in memory. Inside of a section the database's guard looks at the statement first.
    virtual FirstStatement run_first(std::string_view text, std::span<const Value> values = {},
                                     const std::function<void(Row)>& each_row = {}) = 0;

    // A run: lock(), then transactions, then unlock().

    /// Opens for writing, makes the database if need be, and keeps others' runs away as far as its
    /// transactions do not. `is_split`: something of the run stands outside of transactions.
    virtual void lock(bool is_split) = 0;
    /// Rolls back what is open first.
    virtual void unlock() noexcept = 0;

    /// Takes the write lock.
    virtual void begin() = 0;
    /// Throws K416 where the database refuses; the transaction may then still be open.
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
    virtual TransactionState state() const = 0;
    /// Behind the fault `busy` of a statement and roll_back(): waits, as long as there is patience
    /// left, and is true where all that was rolled back may be tried again.
    virtual bool wait_for_others() { return false; }

    /// Up to end_section() statements are those of the revision's section `sql`, and what they set
    /// on the connection ends with it.
    virtual void begin_section(std::string_view sql, const SectionRules& rules) = 0;
    virtual void end_section() noexcept = 0;
    /// In the midst of a section: statements up to resume_section() are Kiln's own, which what the
    /// section has set does not touch. Where DDL commits by itself.
    virtual void pause_section() {}
    virtual void resume_section() {}
    /// Others may work on the same data by another server, which the lock does not reach.
    virtual bool is_one_of_many() { return false; }
    /// Inside of a section: its one statement with a value for each `?`, under the section's rules.
    /// None with a fault. It must be gone before the section ends. None without one where no
    /// revision in C++ can run, as on connections of a driver that is not for code.
    virtual std::unique_ptr<Cursor> query(std::string_view /*text*/,
                                          std::span<const detail::Value> /*values*/,
                                          std::optional<Fault>& /*fault*/) {
        return nullptr;
    }
    /// The same to its end: how many rows it inserted, updated or deleted itself. None where the
    /// driver knows no shorter way than a cursor.
    virtual std::optional<std::int64_t> execute(std::string_view /*text*/,
                                                std::span<const detail::Value> /*values*/,
                                                std::optional<Fault>& /*fault*/) {
        return std::nullopt;
    }
    /// The client's own, `sqlite3*` and the like.
    virtual void* handle() const { return nullptr; }
    /// Which rows the sections since begin() or the last call left in violation of a constraint
    /// that the database does not hold them to while a run lasts: one for each pair of tables.
    virtual std::vector<NewViolation> new_violations() { return {}; }

    /// What comes before the database's own objects where a script says their names. Those that a
    /// section makes go with it.
    virtual std::vector<TemporaryObject> temporary_objects() { return {}; }

    /// Behind begin(): puts a copy of the database at `file`, or throws K420. False where there is
    /// nothing to copy.
    virtual bool back_up(const std::string& file) = 0;

    /// A line for who reads a script that is written; databases need none.
    virtual void note(std::string_view) {}

protected:
    explicit Connection(Traits traits) : traits_(std::move(traits)) {}
    void qualify(std::string qualifier) { traits_.qualifier = std::move(qualifier); }

private:
    Traits traits_;
};

/// What a table of migrations carries of a database: how its connections are made. `options` must
/// outlive them.
struct Driver {
    Dialect dialect;
    /// Opens nothing. Throws K509 for an option of the URL that the database does not know.
    std::unique_ptr<Connection> (*open)(const DatabaseUrl& url, const Options& options);
    /// On a connection of the application's, `sqlite3*` and the like, which is never closed.
    std::unique_ptr<Connection> (*borrow)(void* handle, const Options& options);
};

}  // namespace kiln
