#pragma once

#include "tests/fault/disk.hpp"
#include "tests/fault/fault_vfs.hpp"
#include "tests/fault/program.hpp"
#include "tests/fault/scenario.hpp"
#include "tests/fault/shop_revisions.hpp"
#include "tests/fault/snapshot.hpp"
#include "tests/fault/trigger.hpp"
#include "tests/support/database_file.hpp"

#include <kiln/migrator.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::fault {

/// A scenario that can be run again and again, each time with another trouble.
class Trial {
public:
    explicit Trial(const Scenario& scenario);

    /// Runs into the trouble, and once more without. What did not hold; empty if all did:
    /// - the run succeeded, or threw a K4xx that does not blame the database's content
    /// - the database is where the run began or ended, or behind a revision in between where each
    ///   has a transaction; at its end if the run succeeded and the power stayed on
    /// - if the error says that nothing was changed, nothing was, unless it says that it cannot
    /// know
    /// - the application's connection is as it was
    /// - the next run makes of it what an undisturbed one does
    std::string fault_of(const Trouble& trouble);
    /// The same with a table of broken scripts, which the next run has mended.
    std::string fault_of(const MigrationTable& broken);

    /// How many points the last trouble met, and whether it came to pass.
    std::uint64_t points() const { return trigger_.count(); }
    bool came_to_pass() const { return trigger_.was_reached(); }

private:
    struct Outcome {
        std::optional<Error> error{};
        bool power_was_cut = false;
    };

    void make_begin();
    void make_states();
    Program make_program(const MigrationTable& table) const;
    void migrate(Migrator& migrator, std::string_view target) const;
    void load();
    void mirror_file() const;
    void arm(const Trouble& trouble, const Program& program);
    void disarm(sqlite3* connection);
    Outcome run(Program& program) const;
    Snapshot look();
    std::string check(const Outcome& outcome, Program& program);
    std::string check_state(const Outcome& outcome, std::size_t state) const;
    std::string check_next_run(Program& program);

    Scenario scenario_;
    support::TestTable revisions_ = shop_table(shop_scripts());
    MigrationTable table_ = revisions_;
    std::string snapshot_ = shop_snapshot();
    Text snapshot_pieces_[1] = {Text(snapshot_)};
    support::TemporaryFolder folder_;
    std::string file_ = folder_.file("shop.db");
    Disk disk_;
    FaultVfs file_system_{disk_};
    Trigger trigger_;
    Disk::Image begin_;
    std::vector<std::string_view> targets_;  ///< one revision on, from the run's begin to its end
    std::vector<Snapshot> states_;           ///< at the run's begin, and behind each target
    std::map<Disk::Image, std::size_t> known_;  ///< what has been checked, and its state
};

}  // namespace kiln::fault
