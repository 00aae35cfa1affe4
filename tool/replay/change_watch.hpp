#pragma once
// Learns from SQLite's authorizer what a script changes.

#include "tool/project/revision_file.hpp"
#include "tool/replay/changes.hpp"
#include "tool/replay/known_schema.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

struct sqlite3;

namespace kiln::tool {

/// One of the tables that Kiln itself keeps.
bool is_own_table(std::string_view name);

/// Whether ALTER TABLE makes the tests that it makes of every object in the schema. Without them
/// DROP COLUMN costs what ADD COLUMN costs: of tables and indexes SQLite sees the same faults when
/// it then reads the schema again, and of views and triggers those are tested here that the script
/// can reach, or that are known to be broken. A fault of a script that ran so may be worded
/// otherwise than SQLite's: run it again with all of them.
enum class AlterTests : std::uint8_t { all, left_out };

/// The authorizer of a database for as long as that is open: it must not move. `known` is the
/// schema as it stands before a script.
class ChangeWatch {
public:
    ChangeWatch(sqlite3* db, const KnownSchema& known);
    ChangeWatch(const ChangeWatch&) = delete;
    ChangeWatch& operator=(const ChangeWatch&) = delete;
    ~ChangeWatch();

    /// From here on what is compiled is the section's.
    void start(const Section& section, AlterTests tests);
    /// Behind each of its statements that ran: what that changed.
    Changes end_statement(std::size_t offset, std::string_view statement);
    /// What is compiled from here on is Kiln's own.
    void stop() { is_watching_ = false; }
    bool is_watching() const { return is_watching_; }
    /// Between two statements of the section: what is compiled meanwhile is Kiln's own.
    void pause() { is_watching_ = false; }
    void go_on() { is_watching_ = true; }

    /// The script writes to a table that Kiln itself keeps.
    bool touches_own_tables() const { return touches_own_tables_; }
    /// Where, unless that statement failed.
    std::optional<std::size_t> own_tables_offset() const { return own_tables_offset_; }
    /// A view or trigger, behind a statement whose tests were left out.
    bool misses_something() const { return misses_something_; }

private:
    static int authorize(void* self, int action, const char* first, const char* second,
                         const char* schema, const char* trigger);
    bool leaves_out(int action, const char* second);
    void note(int action, const char* first, const char* second);
    void note_update_of_schema(std::string_view statement);
    bool misses_something_now() const;

    sqlite3* db_;
    const KnownSchema& known_;
    bool is_watching_ = false;

    // Of the script that runs.
    bool writes_to_schema_ = false;  // it may, by itself
    bool touches_own_tables_ = false;
    bool misses_something_ = false;
    bool leave_out_tests_ = false;
    std::optional<std::size_t> own_tables_offset_;
    std::set<std::string> changed_;  // groups, as in Changes

    // Of the statement that runs.
    Changes changes_;
    bool alters_ = false;
    bool updates_schema_ = false;
    bool left_out_tests_ = false;
    bool leave_out_next_update_ = false;
};

}  // namespace kiln::tool
