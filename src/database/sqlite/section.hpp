#pragma once
// The statements of a revision's section on SQLite: under guard, and with an end to what they set
// on the connection.

#include "src/database/connection.hpp"
#include "src/database/sqlite/kept_pragmas.hpp"
#include "src/database/sqlite/setting.hpp"
#include "src/database/sqlite/step_watch.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace kiln {
enum class StatementKind : unsigned char;
}

namespace kiln::sqlite {

class Section {
public:
    /// Makes an attempt until it does not answer that others hold the database, or for as long as
    /// may be waited.
    using Wait = std::function<int(const std::function<int()>& attempt)>;

    /// Where `wait` is empty, attempts are made once.
    Section(sqlite3* db, const SectionRules& rules, Wait wait = {});
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;
    /// Puts back what the section set.
    ~Section() = default;

    /// As Connection::run_first(). Refused: transaction control, ATTACH and DETACH, PRAGMAs that
    /// have no or a lasting effect inside a transaction, unbound
    /// parameters, an incomplete last statement, a transaction that ended by itself (ON CONFLICT
    /// ROLLBACK).
    FirstStatement run_first(std::string_view text);

private:
    friend class Queries;

    template <class Attempt>
    int patiently(Attempt attempt) const;
    void keep(const std::string& pragma);
    int prepare(sqlite3_stmt** statement, std::size_t& end);
    std::optional<Fault> run_statement(FirstStatement& first);
    std::optional<Fault> nothing_there() const;
    Fault prepare_fault(int code) const;
    std::optional<Fault> ended_by_watch(int code) const;
    Fault step_fault(int code, StatementKind kind) const;
    Fault parameter_fault() const;
    bool lost_transaction() const;
    Fault transaction_lost() const;

    sqlite3* db_;
    SectionRules rules_;
    Wait wait_;
    std::optional<DoubleQuotedStrings> strings_;
    KeptPragmas pragmas_;
    StepWatch watch_;
    std::optional<Setting> legacy_alter_;
    bool began_in_transaction_;
    std::string_view sql_;   // the text whose first statement runs
    std::size_t start_ = 0;  // of that statement
    std::size_t end_ = 0;    // behind it
};

}  // namespace kiln::sqlite
