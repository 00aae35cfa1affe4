#pragma once
// Where DDL commits by itself: a section statement by statement, each noted in the journal before
// it runs and behind it, so that a run that ended in the midst can be gone on with.

#include "src/database/version_store.hpp"

#include <kiln/diagnostic.hpp>
#include <kiln/error.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

using Journal = std::vector<JournalLine>;

/// The statement of which nobody knows whether it ended; null if there is none.
const JournalLine* in_doubt(const Journal& journal);

/// What a journal that is not empty says: K429 at the statement that is in doubt, else K430.
Diagnostic unfinished(const Journal& journal, const MigrationTable& table, Dialect dialect);

/// K432: others have had it for as long as was waited.
Error runs_elsewhere(const Journal& journal, const MigrationTable& table, Dialect dialect,
                     const std::string& waited);

/// Throws what unfinished() says where a revision is.
void refuse_unfinished(VersionStore& store, const MigrationTable& table);

/// Another server of the cluster has the statement.
struct StatementTaken {};

/// What the journal tells one thing that runs from another by.
std::string journal_hash(std::string_view text);
/// The same of the statements of a section.
std::vector<std::string> statement_hashes(std::string_view sql, Dialect dialect);

/// One section that runs by its journal.
class JournaledSection {
public:
    /// `hashes`: of its statements; a revision in C++ is one. `journal` is what is there by now of
    /// this very step. Throws K431 where what is done of it is not what the section has any more.
    JournaledSection(VersionStore& store, const MigrationTable& table, const PlanStep& step,
                     std::vector<std::string> hashes, const Journal& journal);

    bool is_empty() const { return hashes_.empty(); }
    /// How many are done, by earlier runs or this one.
    std::size_t done() const;

    /// As SectionRules::before_statement. `rows`: what the version table has to hold where others
    /// may have been faster. Throws StatementTaken.
    bool before(const std::vector<std::string>& rows);
    /// The statement has ended without a fault.
    void end() { has_ended_ = begun_ != 0; }
    /// What has begun was done, or was not: the journal says so. Not where the connection is lost.
    void settle();
    /// What the journal had of it is gone with the record of the step.
    void forget() { begun_ = 0; }

private:
    void begin(const std::vector<std::string>& rows);
    bool try_to_begin(std::int64_t number);
    bool try_to_settle();

    VersionStore& store_;
    const std::string revision_;
    const std::string direction_;
    std::vector<std::string> hashes_;
    std::size_t earlier_ = 0;  ///< that earlier runs have done
    std::size_t at_ = 0;       ///< statements that came by
    std::size_t begun_ = 0;    ///< the number of the one that has begun by the journal
    bool has_ended_ = false;   ///< it has, and the journal does not know yet
};

}  // namespace kiln
