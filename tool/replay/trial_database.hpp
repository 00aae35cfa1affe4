#pragma once
// The database in memory that scripts are tried on. It notes what they change.

#include "src/database/sqlite/script.hpp"
#include "tool/project/revision_file.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>

struct sqlite3;

namespace kiln::tool {

/// What a script may have changed; more than it did, never less. Names are folded.
struct Changes {
    std::set<std::string> schema;  ///< tables and views whose group (see Schema) may differ
    bool whole_schema = false;     ///< any group may differ
    std::set<std::string> rows;    ///< tables whose rows may differ
};

class ReplayDatabase {
public:
    /// Empty but for the version table and the history, as the runtime makes them.
    ReplayDatabase();
    ReplayDatabase(const ReplayDatabase&) = delete;
    ReplayDatabase& operator=(const ReplayDatabase&) = delete;
    ~ReplayDatabase();

    sqlite3* handle() const { return db_.get(); }
    bool in_transaction() const;
    /// Throws kiln::Error.
    void execute(const char* sql);

    /// Runs a section as it is: transactions are the caller's business. A section that changes
    /// Kiln's own tables, or that does not end, is a fault. Adds to `changes`.
    std::optional<ScriptFault> run(const Section& section, Changes& changes);

    /// Lets ALTER TABLE leave out the tests that it makes of every object in the schema, so that
    /// DROP COLUMN costs what ADD COLUMN costs: of tables and indexes SQLite sees the same faults
    /// when it then reads the schema again, and views and triggers are tested here. A fault of a
    /// script that ran so may be worded otherwise than SQLite's: run it again without.
    void leave_out_alter_tests(bool leave_out) { leave_out_alter_tests_ = leave_out; }

    /// What SQLite may take while a section runs, the database included; more is a fault.
    void limit_memory(std::size_t bytes) { most_memory_ = bytes; }

    /// A copy of the whole database, for scripts that no transaction can undo.
    using Copy = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;
    Copy copy() const;
    void restore(const Copy& copy);

private:
    static int count_steps(void* self);
    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* schema, const char* trigger);
    void note_change(int action, const char* first, const char* second);
    bool leaves_out(int action, const char* second);
    void note_statement(const Section& section, std::string_view statement);
    std::optional<ScriptFault> run_within_memory(const Section& section,
                                                 const ScriptOptions& options) const;

    Copy db_;
    std::size_t most_memory_ = std::size_t{1} << 30;  // bytes
    Changes* changes_ = nullptr;                      // of the script that runs
    bool leave_out_alter_tests_ = false;
    bool leave_out_next_update_ = false;
    bool left_out_tests_ = false;    // in the statement that runs
    bool misses_something_ = false;  // a view or trigger, behind such a statement
    bool temporary_objects_ = false;
    bool statement_alters_ = false;
    bool touches_own_tables_ = false;
    int million_steps_left_ = 0;  // that the script may still take
    std::optional<std::size_t> own_tables_offset_;
};

}  // namespace kiln::tool
