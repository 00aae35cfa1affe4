#include <kiln/migrator.hpp>

#include "src/database/open.hpp"
#include "src/database/version_store.hpp"
#include "src/plan/compatible.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/stamp_plan.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/adopt.hpp"
#include "src/run/journal.hpp"
#include "src/run/log.hpp"
#include "src/run/repair.hpp"
#include "src/run/run.hpp"
#include "src/run/upkeep.hpp"
#include "src/run/version.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/version.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

using Positions = std::span<const std::uint32_t>;

/// How many pending revisions a message names.
constexpr std::size_t most_names = 10;

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
    return diagnose(Code::not_at_head,
                    "the database is at " + (at.empty() ? "its base" : at) +
                        ", not at the heads: pending " + (plan.steps.size() == 1 ? "is " : "are ") +
                        names,
                    "run: " + command("upgrade heads"));
}

}  // namespace

struct Migrator::Impl {
    Impl(const MigrationTable& baked, Options given) : table(baked), options(std::move(given)) {
        check_version_table_name(options.version_table);
        if (options.applied_by.empty()) options.applied_by = "kiln " KILN_VERSION_STRING;
    }

    /// The database is open for one call.
    class Call {
    public:
        Call(Impl& impl, bool writes) : store(*impl.connection, impl.options), impl_(impl) {
            if (impl.in_call) {
                throw make_error(Code::connection_in_transaction,
                                 "a callback has called the Migrator that it was called from",
                                 "let callbacks only tell what happens");
            }
            impl.connection->enter(writes);
            impl.in_call = true;
        }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call() {
            impl_.in_call = false;
            impl_.connection->leave();
        }

        Rows rows() { return read_version(store, impl_.table); }

        /// Rows that cannot be read are nothing: to set them anew is what a purge is for.
        std::optional<Rows> rows_before_purge() {
            try {
                return rows();
            } catch (const Error& error) {
                const Code code = error.code();
                if (code == Code::history_without_version ||
                    code == Code::malformed_version_table) {
                    return std::nullopt;
                }
                throw;
            }
        }

        /// A newer version of the program left it so that this one can use it.
        bool is_accepted_newer(const Rows& rows) {
            const MigrationTable& ours = impl_.table;
            if (impl_.options.newer_database == NewerDatabase::refuse) return false;
            const bool knows_all =
                std::all_of(rows.begin(), rows.end(), [&](const std::string& row) {
                    return std::any_of(
                        ours.migrations.begin(), ours.migrations.end(),
                        [&](const Migration& migration) { return migration.revision == row; });
                });
            // A newer version may have gone on from below what this one has, or beside it.
            if (knows_all || !is_compatible(ours, rows, store.read_compatible())) return false;
            const auto log = store.read_history();
            return log && has_run_all(*log, ours);
        }

        VersionStore store;

    private:
        Impl& impl_;
    };

    /// Reads the rows and makes something of their positions.
    template <class Make>
    auto read(Make make) {
        Call call(*this, false);
        return make(locate_rows(table, call.rows()));
    }

    /// What fails says where it leaves the database.
    template <class Work>
    auto write(Work work) {
        RunState state;
        try {
            Call call(*this, true);
            return work(call, state);
        } catch (const Error& error) {
            throw with_state(error, state, connection->state().is_in_doubt);
        }
    }

    const MigrationTable table;
    Options options;
    std::unique_ptr<Connection> connection;
    bool in_call = false;
};

Migrator::Migrator(std::string_view url, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    impl_->connection = open_connection(url, impl_->table, impl_->options);
}

Migrator::Migrator(sqlite3* connection, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    impl_->connection =
        borrow_connection(Dialect::sqlite, connection, impl_->table, impl_->options);
}

Migrator::Migrator(pg_conn* connection, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    impl_->connection =
        borrow_connection(Dialect::postgresql, connection, impl_->table, impl_->options);
}

Migrator::Migrator(st_mysql* connection, const MigrationTable& table, Options options)
    : impl_(std::make_unique<Impl>(table, std::move(options))) {
    impl_->connection = borrow_connection(Dialect::mysql, connection, impl_->table, impl_->options);
}

Migrator::Migrator(Migrator&&) noexcept = default;
Migrator& Migrator::operator=(Migrator&&) noexcept = default;
Migrator::~Migrator() = default;

State Migrator::state() {
    Impl::Call call(*impl_, false);
    // Looked for first: what another program makes meanwhile has a version table.
    const bool has_objects = call.store.has_objects();
    Rows rows = call.rows();
    if (rows.empty()) {
        auto again = call.store.read_rows();
        if (!again) return has_objects ? State::unversioned : State::absent;
        rows = std::move(*again);
    }
    if (is_at_heads(impl_->table, rows)) return State::at_heads;
    try {
        const Plan plan = kiln::plan_upgrade(impl_->table, locate_rows(impl_->table, rows), "heads",
                                             StepRows::left_out);
        return plan.empty() ? State::at_heads : State::behind;
    } catch (const Error& error) {
        if (error.code() != Code::unknown_database_revision) throw;
        return State::newer;
    }
}

std::vector<std::string> Migrator::current() { return Impl::Call(*impl_, false).rows(); }

std::vector<std::string> Migrator::pending() {
    Impl::Call call(*impl_, false);
    const Rows rows = call.rows();
    if (call.is_accepted_newer(rows)) return {};
    const Plan plan = kiln::plan_upgrade(impl_->table, locate_rows(impl_->table, rows), "heads",
                                         StepRows::left_out);
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
        return kiln::plan_downgrade(impl_->table, rows, target, impl_->connection->dialect());
    });
}

Report Migrator::upgrade(std::string_view target) {
    return impl_->write([&](Impl::Call& call, RunState& state) {
        Rows rows = call.rows();
        if (target == "heads" &&
            (is_at_heads(impl_->table, rows) || call.is_accepted_newer(rows))) {
            refuse_unfinished(call.store, impl_->table);
            return Report{{}, std::move(rows)};
        }
        Run run(call.store, impl_->table, impl_->options, state);
        try {
            return run.execute(rows, [&](Positions from) {
                return kiln::plan_upgrade(impl_->table, from, target, StepRows::left_out);
            });
        } catch (const Error& error) {
            // A newer program came first.
            if (target != "heads" || error.code() != Code::unknown_database_revision) throw;
            rows = call.rows();
            if (!call.is_accepted_newer(rows)) throw;
            return Report{run.committed_steps(), std::move(rows)};
        }
    });
}

Report Migrator::downgrade(std::string_view target) {
    return impl_->write([&](Impl::Call& call, RunState& state) {
        return Run(call.store, impl_->table, impl_->options, state)
            .execute(call.rows(), [&](Positions from) {
                return kiln::plan_downgrade(impl_->table, from, target,
                                            impl_->connection->dialect(), StepRows::left_out);
            });
    });
}

Report Migrator::stamp(std::string_view target) {
    return stamp(std::vector<std::string>{std::string(target)});
}

Report Migrator::stamp(const std::vector<std::string>& targets, bool purge) {
    return stamp(targets, StampOptions{.purge = purge});
}

Report Migrator::stamp(const std::vector<std::string>& targets, const StampOptions& options) {
    return impl_->write([&](Impl::Call& call, RunState& state) {
        const std::optional<Rows> rows = options.purge ? call.rows_before_purge() : call.rows();
        return kiln::stamp(
            call.store, impl_->table, impl_->options, rows,
            [&](Positions from) {
                return kiln::plan_stamp(impl_->table, from, targets, options.purge);
            },
            options, state);
    });
}

Report Migrator::adopt(std::string_view target) {
    return impl_->write([&](Impl::Call& call, RunState& state) {
        Rows rows = call.rows();
        if (call.is_accepted_newer(rows)) return Report{{}, std::move(rows)};
        return kiln::adopt(
            call.store, impl_->table, impl_->options, rows,
            [&](Connection& connection) { return find_adoption(connection, impl_->table, target); },
            state);
    });
}

std::vector<Repair> Migrator::find_repairs() {
    Impl::Call call(*impl_, false);
    return plan_repair(call.store, impl_->table, call.rows()).repairs;
}

std::vector<Repair> Migrator::repair(InDoubt in_doubt) {
    return impl_->write([&](Impl::Call& call, RunState& state) {
        return kiln::repair(call.store, impl_->table, impl_->options, in_doubt, state);
    });
}

void Migrator::ensure_version() {
    impl_->write([&](Impl::Call& call, RunState& state) {
        Rows rows = call.rows();
        if (call.store.read_rows() && call.store.read_history()) return Report{{}, std::move(rows)};
        return kiln::ensure_version(call.store, impl_->table, impl_->options, state);
    });
}

void Migrator::check() {
    Impl::Call call(*impl_, false);
    const Rows rows = call.rows();
    const bool is_newer = call.is_accepted_newer(rows);
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
        changed_checksums(call.store, impl_->table, examined.positions);
    std::move(changed.begin(), changed.end(), std::back_inserter(diagnostics));
    const Journal journal = call.store.read_journal();
    if (!journal.empty()) {
        diagnostics.push_back(unfinished(journal, impl_->table, impl_->connection->dialect()));
    }
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

}  // namespace kiln
