#include <kiln/migrator.hpp>

#include "src/database/database.hpp"
#include "src/database/sqlite/database.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/compatible.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/stamp_plan.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/log.hpp"
#include "src/run/repair.hpp"
#include "src/run/run.hpp"
#include "src/run/version.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

using Rows = std::vector<std::string>;
using Positions = std::span<const std::uint32_t>;

/// How many pending revisions a message names.
constexpr std::size_t most_names = 10;

/// The database is open for one call.
class Call {
public:
    Call(Database& database, bool writes) : database_(database) { database.begin_call(writes); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call() { database_.end_call(); }

private:
    Database& database_;
};

/// `rows` are sorted; the heads are distinct, so as many rows that are all heads are the heads.
bool is_at_heads(const MigrationTable& table, const Rows& rows) {
    if (rows.size() != table.real_heads.size()) return false;
    return std::all_of(table.real_heads.begin(), table.real_heads.end(), [&](std::uint32_t head) {
        const std::string_view id = table.migrations[head].revision;
        return std::binary_search(rows.begin(), rows.end(), id);
    });
}

Diagnostic not_at_heads(const Rows& rows, const Plan& plan) {
    std::string names;
    for (std::size_t i = 0; i < plan.steps.size() && i < most_names; ++i) {
        names += (i == 0 ? "" : ", ") + quote(plan.steps[i].revision);
    }
    if (plan.steps.size() > most_names) {
        names += " and " + std::to_string(plan.steps.size() - most_names) + " more";
    }
    std::string at;
    for (const std::string& row : rows) at += (at.empty() ? "" : ", ") + quote(row);
    Diagnostic diagnostic;
    diagnostic.code = Code::not_at_head;
    diagnostic.message = "the database is at " + (at.empty() ? "its base" : at) +
                         ", not at the heads: pending " +
                         (plan.steps.size() == 1 ? "is " : "are ") + names;
    diagnostic.hint = "run: kiln upgrade heads";
    return diagnostic;
}

}  // namespace

struct Migrator::Impl {
    Impl(const MigrationTable& baked, Options given) : table(baked), options(std::move(given)) {
        check_version_table_name(options.version_table);
        if (options.applied_by.empty()) options.applied_by = "kiln " KILN_VERSION;
    }

    Rows rows() { return read_version(*database, table, options.version_table); }

    /// A newer version of the program left it so that this one can use it.
    bool is_accepted_newer(const Rows& rows) {
        if (options.newer_database == NewerDatabase::refuse) return false;
        const bool knows_all = std::all_of(rows.begin(), rows.end(), [&](const std::string& row) {
            return std::any_of(
                table.migrations.begin(), table.migrations.end(),
                [&](const Migration& migration) { return migration.revision == row; });
        });
        // A newer version may have gone on from below what this one has, or beside it.
        if (knows_all || !is_compatible(table, rows, database->read_compatible())) return false;
        const auto log = database->read_history();
        return log && has_run_all(*log, table);
    }

    /// Reads the rows and makes something of their positions.
    template <class Make>
    auto read(Make make) {
        return read_rows([&](const Rows& rows) { return make(locate_rows(table, rows)); });
    }

    template <class Make>
    auto read_rows(Make make) {
        const Call call(*database, false);
        return make(rows());
    }

    template <class Work>
    auto write(Work work) {
        Run run(*database, table, options);
        try {
            const Call call(*database, true);
            return work(run);
        } catch (const Error& error) {
            throw run.with_state(error);
        }
    }

    /// Rows that cannot be read are nothing: to set them anew is what a purge is for.
    std::optional<Rows> rows_before_purge() {
        try {
            return rows();
        } catch (const Error& error) {
            const Code code = error.code();
            if (code == Code::history_without_version || code == Code::malformed_version_table) {
                return std::nullopt;
            }
            throw;
        }
    }

    const MigrationTable& table;
    Options options;
    std::unique_ptr<Database> database;
};

Migrator::Migrator(std::string_view url, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    impl_->database = make_database(url, impl_->options);
}

Migrator::Migrator(sqlite3* connection, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    if (connection == nullptr) {
        throw make_error(Code::cannot_open, "the connection given to the Migrator is null",
                         "look at what sqlite3_open() returned before the Migrator is made");
    }
    impl_->database = std::make_unique<SqliteDatabase>(connection, impl_->options);
}

Migrator::Migrator(Migrator&&) noexcept = default;
Migrator& Migrator::operator=(Migrator&&) noexcept = default;
Migrator::~Migrator() = default;

std::vector<std::string> Migrator::current() {
    const Call call(*impl_->database, false);
    return impl_->rows();
}

std::vector<std::string> Migrator::pending() {
    const Plan plan = impl_->read_rows([&](const Rows& rows) {
        if (impl_->is_accepted_newer(rows)) return Plan{rows, {}, rows};
        return kiln::plan_upgrade(impl_->table, locate_rows(impl_->table, rows), "heads",
                                  StepRows::left_out);
    });
    std::vector<std::string> revisions;
    revisions.reserve(plan.steps.size());
    for (const PlanStep& step : plan.steps) revisions.push_back(step.revision);
    return revisions;
}

Plan Migrator::plan_upgrade(std::string_view target) {
    return impl_->read(
        [&](Positions rows) { return kiln::plan_upgrade(impl_->table, rows, target); });
}

Plan Migrator::plan_downgrade(std::string_view target) {
    return impl_->read([&](Positions rows) {
        return kiln::plan_downgrade(impl_->table, rows, target, impl_->database->dialect());
    });
}

Report Migrator::upgrade(std::string_view target) {
    return impl_->write([&](Run& run) {
        Rows rows = impl_->rows();
        if (target == "heads" &&
            (is_at_heads(impl_->table, rows) || impl_->is_accepted_newer(rows))) {
            return Report{{}, std::move(rows)};
        }
        try {
            return run.execute(rows, [&](Positions from) {
                return kiln::plan_upgrade(impl_->table, from, target, StepRows::left_out);
            });
        } catch (const Error& error) {
            // A newer program came first.
            if (target != "heads" || error.code() != Code::unknown_database_revision) throw;
            rows = impl_->rows();
            if (!impl_->is_accepted_newer(rows)) throw;
            return Report{run.committed_steps(), std::move(rows)};
        }
    });
}

Report Migrator::downgrade(std::string_view target) {
    return impl_->write([&](Run& run) {
        return run.execute(impl_->rows(), [&](Positions from) {
            return kiln::plan_downgrade(impl_->table, from, target, impl_->database->dialect(),
                                        StepRows::left_out);
        });
    });
}

Report Migrator::stamp(std::string_view target) {
    return stamp(std::vector<std::string>{std::string(target)});
}

Report Migrator::stamp(const std::vector<std::string>& targets, bool purge) {
    return impl_->write([&](Run& run) {
        const std::optional<Rows> rows = purge ? impl_->rows_before_purge() : impl_->rows();
        return run.stamp(
            rows,
            [&](Positions from) { return kiln::plan_stamp(impl_->table, from, targets, purge); },
            purge);
    });
}

std::vector<Repair> Migrator::find_repairs() {
    const Call call(*impl_->database, false);
    return plan_repair(*impl_->database, impl_->table, impl_->rows()).repairs;
}

std::vector<Repair> Migrator::repair() {
    return impl_->write([](Run& run) { return run.repair(); });
}

void Migrator::ensure_version() {
    impl_->write([&](Run& run) {
        const Rows rows = impl_->rows();
        if (impl_->database->read_rows() && impl_->database->read_history())
            return Report{{}, rows};
        return run.ensure_version();
    });
}

void Migrator::check() {
    const Call call(*impl_->database, false);
    const Rows rows = impl_->rows();
    const bool is_newer = impl_->is_accepted_newer(rows);
    const auto& heads = impl_->table.heads;
    const ExaminedRows examined = is_newer ? ExaminedRows{{heads.begin(), heads.end()}, {}}
                                           : examine_rows(impl_->table, rows);
    std::vector<Diagnostic> diagnostics = examined.faults;
    // Where the rows are at fault, nobody knows yet what is pending.
    if (!is_newer && diagnostics.empty() && !is_at_heads(impl_->table, rows)) {
        const Plan plan =
            kiln::plan_upgrade(impl_->table, examined.positions, "heads", StepRows::left_out);
        if (!plan.empty()) diagnostics.push_back(not_at_heads(rows, plan));
    }
    std::vector<Diagnostic> changed =
        changed_checksums(*impl_->database, impl_->table, examined.positions);
    std::move(changed.begin(), changed.end(), std::back_inserter(diagnostics));
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

}  // namespace kiln
