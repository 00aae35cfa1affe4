#pragma once
// What a run says when it fails: the place in the revision file, and the state of the database.

#include "src/database/fault.hpp"
#include "src/text/hint.hpp"

#include <kiln/error.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>
#include <kiln/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// How far a run has come.
struct RunState {
    enum class Phase : std::uint8_t {
        idle,              ///< nothing is open: all that ran is committed or rolled back
        transaction,       ///< steps behind `committed` run, or ran, in a transaction
        alone,             ///< a step runs outside of a transaction
        by_statement,      ///< a step runs by the journal, each statement committed by itself
        alone_unrecorded,  ///< it has ended, and the version table does not know of it yet
        ended_by_others,   ///< a callback or hook ended the transaction, without its record
        callback_threw,
    };
    Phase phase = Phase::idle;
    std::vector<ReportStep> ran;  ///< steps that ended
    std::size_t committed = 0;    ///< of them
    std::size_t begun = 0;        ///< steps that began in the open transaction, or alone
    std::string first_begun;      ///< the revision of the first of those
    bool from_base = false;       ///< the version table had no rows
    std::size_t statements = 0;   ///< of the step that runs by the journal: those that are done
    bool is_in_doubt = false;     ///< whether the next one was carried out nobody knows
    bool is_code = false;         ///< that step is in C++, and as a whole one statement
};

/// The error that `error` is to the caller of the run: with what is true of the database now. What
/// a callback threw stays what it is. `is_in_doubt`: as in TransactionState.
Error with_state(const Error& error, const RunState& state, bool is_in_doubt);

/// What settles a statement, or a revision in C++, of which nobody knows how far it came.
Hint in_doubt_hint(bool is_code);

/// What a fault in the step's script is: in `sql`, which begins at line `first_line` of the file.
/// `may_adopt`: what the database has may be there from before Kiln came. The phase is the step's.
Error script_error(const Migration& migration, std::uint32_t first_line, std::string_view sql,
                   Direction direction, const Fault& fault, RunState::Phase phase, bool may_adopt);

}  // namespace kiln
