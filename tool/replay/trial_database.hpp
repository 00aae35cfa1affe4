#pragma once
// The database in memory that revisions are tried on.

#include "src/database/sqlite/connection.hpp"
#include "src/database/sqlite/handles.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/change_watch.hpp"
#include "tool/replay/known_schema.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/passage.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace kiln::tool {

class TrialDatabase {
public:
    static constexpr std::size_t usual_memory = std::size_t{1} << 30;

    /// Empty but for the version table and the history, as the runtime makes them. `most_memory` is
    /// what SQLite may take while a section runs, the database included; more is a fault.
    explicit TrialDatabase(std::size_t most_memory = usual_memory);
    TrialDatabase(const TrialDatabase&) = delete;
    TrialDatabase& operator=(const TrialDatabase&) = delete;

    sqlite3* handle() const { return connection_.get(); }
    /// As the passages so far left it.
    const Schema& schema() const { return known_.schema(); }
    const Mentions& mentions() const { return known_.mentions(); }
    const std::set<Dependent>& broken() const { return known_.broken(); }
    /// See KnownSchema.
    void set_broken(std::set<Dependent> broken) { known_.set_broken(std::move(broken)); }

    /// Called behind each statement; what it asks the database is no change of the section's.
    using BehindStatement = std::function<void(const RanStatement&)>;

    /// Runs a section: in the transaction that is open, else in one that it opens and leaves open;
    /// a `no-transaction` section behind a commit, and in none. One that changes Kiln's own tables,
    /// or that does not end, is a fault. Behind a fault the caller rolls back, or returns.
    std::variant<Passage, Fault> run(const RevisionFile& file, const Section& section,
                                     AlterTests tests = AlterTests::all,
                                     const BehindStatement& behind_statement = {});

    /// All that it holds, and what is known of it. False where that cannot be: see keep_database().
    bool keep(Packer& out) const;
    /// Becomes what one was that kept it. Throws NotPacked and kiln::Error, and is of no use then.
    void take_up(Unpacker& in);

    /// Takes over all that another one holds, which must not be in a transaction that wrote.
    void become(const TrialDatabase& other);
    /// The same of these groups of its schema and Kiln's own, as if there were no others. False
    /// where that cannot be; then this one is of no use.
    bool become_part(const TrialDatabase& other, std::set<std::string> tables);

    bool in_transaction() const { return connection_.in_transaction(); }
    /// Throws kiln::Error.
    void execute(const char* sql) const;
    /// What is open, if anything is.
    void commit() const;
    void roll_back() const;

private:
    friend class ReturnPoint;

    std::optional<Fault> run_script_of(const Section& section, AlterTests tests,
                                       std::vector<RanStatement>& statements,
                                       const BehindStatement& behind_statement);
    /// Puts the statements that run into `section.sql`.
    std::optional<Fault> run_code_of(Section& section, std::vector<RanStatement>& statements,
                                     const BehindStatement& behind_statement);
    void note_statement(std::size_t offset, std::string_view statement,
                        std::vector<RanStatement>& statements,
                        const BehindStatement& behind_statement);
    std::optional<Fault> end_watch(const Section& section, std::optional<Fault> fault);
    std::optional<Fault> run_within_limits(const std::function<std::optional<Fault>()>& run);
    static int count_steps(void* self);
    Schema read(const Changes& changes) const;

    sqlite::Connection connection_;
    KnownSchema known_;
    ChangeWatch watch_;
    std::vector<Past*> pasts_;    // of the points of return that there are
    std::size_t most_memory_;     // bytes
    int million_steps_left_ = 0;  // that the script may still take
};

}  // namespace kiln::tool
