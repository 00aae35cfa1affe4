#include "tool/rules/server_rehearsal.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/server_canaries.hpp"
#include "tool/rules/server_dependents.hpp"
#include "tool/rules/server_losses.hpp"
#include "tool/rules/server_rebuilds.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// From the statement at `offset` to its end, as far as that matters for names.
std::string statement_from(const std::string& sql, std::size_t offset) {
    const std::size_t start = sql.rfind(';', offset);
    const std::size_t begin = start == std::string::npos || start == offset ? 0 : start + 1;
    const std::size_t end = sql.find(';', offset);
    return sql.substr(begin, end == std::string::npos ? end : end - begin);
}

class RehearsalOnServer {
public:
    RehearsalOnServer(ServerStage& stage, const RevisionFile& file, const Section& up,
                      const Section* down, const std::set<Oid64>& reached,
                      const std::set<Oid64>& with_fixtures)
        : stage_(stage),
          file_(file),
          up_(up),
          down_(down),
          reached_(reached),
          with_fixtures_(with_fixtures) {}

    ServerRehearsal run() {
        names_ = stage_.names();
        with_triggers_ = stage_.with_triggers_on(names_, reached_);
        filled_ = reached_;
        filled_.insert(with_triggers_.begin(), with_triggers_.end());
        stage_.begin_trial(filled_, !up_.no_transaction && !(down_ && down_->no_transaction));
        state_ = stage_.state(reached_);
        if (!state_ || !try_all(ServerCanaries::all)) {
            stage_.restart_trial();
            if (!state_) state_ = std::make_shared<ServerState>();
            try_all(ServerCanaries::ordinary);
        }
        stage_.end_trial();
        return std::move(out_);
    }

private:
    std::optional<Fault> run(const Section& section) const { return stage_.run(section); }

    std::set<Oid64> without_fixtures(std::set<Oid64> tables) const {
        std::erase_if(tables, [&](Oid64 table) { return with_fixtures_.contains(table); });
        return tables;
    }

    std::map<Oid64, Fault> fill(const std::set<Oid64>& tables, ServerCanaries kind,
                                int generation) {
        return fill_for_trial(stage_, without_fixtures(tables), kind, generation);
    }

    /// False where ordinary rows can tell more.
    bool try_all(ServerCanaries kind) {
        fill(filled_, kind, 0);
        keys_ = stage_.unchecked_keys(up_);
        const BrokenOnServer broken = look_for_broken();
        const ServerContents before = read_contents(stage_, *state_);
        if (auto fault = run(up_)) return out_.up.has_value() || !refuse(*fault);
        if (losses_are_open_) {
            find_losses(stage_, up_, *state_, before, out_.losses);
            find_broken_dependents(broken, kind);
            find_lost_on_rebuild(kind);
            losses_are_open_ = false;
        }
        return try_down(kind);
    }

    /// With foreign keys that were there before.
    BrokenOnServer look_for_broken() {
        BrokenOnServer broken = find_broken(stage_, names_, with_triggers_, reached_);
        for (const auto& [key, message] : stage_.unchecked_keys(up_)) {
            if (!message.empty() && keys_.contains(key)) broken.try_emplace(key, message);
        }
        return broken;
    }

    /// The catalogs are read only where a table is another one.
    void find_lost_on_rebuild(ServerCanaries kind) {
        const ServerTableNames now = stage_.names();
        std::map<Oid64, std::string> rebuilt;
        for (const auto& [oid, table] : state_->tables) {
            const auto named = std::ranges::find_if(now, [&, &was = table](const auto& each) {
                return each.second.first == was.schema && each.second.second == was.name;
            });
            if (now.contains(oid) || named == now.end() || names_.contains(named->first)) continue;
            rebuilt[oid] = stage_.catalog_key(table);
        }
        if (rebuilt.empty()) return;
        const Catalog is = stage_.catalog();
        stage_.restart_trial();
        const Catalog was = stage_.catalog();
        for (const auto& [oid, key] : rebuilt) {
            const std::string shown = state_->tables.at(oid).shown();
            for (const std::string& lost : lost_on_rebuild(was, is, key, up_.sql, stage_.rules())) {
                out_.losses.push_back(
                    {Code::lost_on_rebuild, oid, shown, "",
                     fmt::format("the rebuild of {} loses {}", in_quotes(shown), lost), ""});
            }
        }
        fill(filled_, kind, 0);
        run(up_);
    }

    void find_broken_dependents(const BrokenOnServer& before, ServerCanaries kind) {
        const std::size_t first = out_.losses.size();
        for (const auto& [what, message] : look_for_broken()) {
            if (before.contains(what)) continue;
            const bool is_key = keys_.contains(what);
            out_.losses.push_back(
                {is_key ? Code::fails_on_rows : Code::dependents_broken, 0, what, "",
                 is_key ? fmt::format("on rows, the upgrade violates {}: {}", what, message)
                        : fmt::format("{}: {}", what, message),
                 ""});
        }
        if (out_.losses.size() == first || !stage_.can_try_between()) return;
        // Once more, to see behind which statement that is so and stays so.
        std::map<std::string, std::size_t> places;
        stage_.restart_trial();
        fill(filled_, kind, 0);
        stage_.run(up_, [&](std::string_view statement) {
            const auto offset = static_cast<std::size_t>(statement.data() - up_.sql.data());
            const BrokenOnServer now = look_for_broken();
            for (const auto& [what, message] : now) places.try_emplace(what, offset);
            std::erase_if(places, [&](const auto& each) { return !now.contains(each.first); });
        });
        for (std::size_t i = first; i < out_.losses.size(); ++i) {
            const auto place = places.find(out_.losses[i].name);
            if (place != places.end()) out_.losses[i].offset = place->second;
        }
    }

    /// Whether it is the rows that are at fault.
    bool refuse(const Fault& fault) {
        if (fault.reason == Reason::guard) return false;
        stage_.restart_trial();
        const bool has_fixtures = std::ranges::any_of(
            reached_, [&](Oid64 table) { return with_fixtures_.contains(table); });
        if (run(up_) && !has_fixtures) return false;
        Refusal refusal{fault};
        name_the_row(refusal);
        out_.up = std::move(refusal);
        return true;
    }

    /// The first row that, alone in its table, meets the same fault; else any of the table.
    void name_the_row(Refusal& refusal) {
        const std::string statement = statement_from(up_.sql, refusal.fault.offset);
        for (const Oid64 oid : tables_at_fault(statement, refusal.fault)) {
            const auto found = state_->tables.find(oid);
            if (found == state_->tables.end()) continue;
            const ServerTable& table = found->second;
            stage_.restart_trial();
            fill(filled_, ServerCanaries::all, 0);
            const auto rows = stage_.describe_rows(table);
            if (rows.empty()) continue;
            if (refusal.row.empty()) {
                refusal.table = table.shown();
                refusal.row = rows.begin()->second;
                refusal.is_canary = !with_fixtures_.contains(oid);
            }
            for (const auto& [key, row] : rows) {
                stage_.restart_trial();
                fill(filled_, ServerCanaries::all, 0);
                if (!stage_.leave_alone(table, key)) continue;
                const auto fault = run(up_);
                if (!fault || fault->offset != refusal.fault.offset) continue;
                refusal.table = table.shown();
                refusal.row = row;
                refusal.is_canary = !with_fixtures_.contains(oid);
                return;
            }
        }
    }

    /// Those that the statement names, and of several those without whose rows it runs.
    std::set<Oid64> tables_at_fault(const std::string& statement, const Fault& fault) {
        const std::string text = folded(statement);
        std::set<Oid64> named;
        for (const auto& [oid, table] : state_->tables) {
            if (says_name(text, folded(table.name))) named.insert(oid);
        }
        if (named.size() < 2) return named;
        std::set<Oid64> at_fault;
        for (const Oid64 oid : named) {
            std::set<Oid64> others = filled_;
            others.erase(oid);
            stage_.restart_trial();
            fill(others, ServerCanaries::all, 0);
            const auto again = run(up_);
            if (!again || again->offset != fault.offset) at_fault.insert(oid);
        }
        return at_fault.empty() ? named : at_fault;
    }

    /// Behind the upgrade, on rows of the new shape.
    bool try_down(ServerCanaries kind) {
        std::set<Oid64> tables;
        std::set<Oid64> made;
        const ServerTableNames now = stage_.names();
        for (const auto& [oid, name] : now) {
            if (!names_.contains(oid)) made.insert(oid);
            if (!names_.contains(oid) || reached_.contains(oid)) tables.insert(oid);
        }
        if (const Section* fixture = file_.fixture(stage_.dialect())) {
            // Its rows stand in the tables from now on; its faults are told when it runs for good.
            if (!stage_.run_fixture(*fixture)) {
                const auto state = stage_.state(tables);
                std::erase_if(tables,
                              [&](Oid64 table) { return state && has_rows(*state, table); });
                made.clear();
            }
        }
        // Without a downgrade they only tell whether there can be rows.
        for (auto& [oid, why] : fill(down_ == nullptr ? made : tables, kind, 1)) {
            if (!made.contains(oid)) continue;
            out_.unfilled.emplace(now.at(oid).second, std::move(why.message));
        }
        if (down_ == nullptr) return true;
        auto fault = run(*down_);
        const bool again = !fault;
        if (!fault) fault = run(up_);
        if (!fault || out_.down) return true;
        if (fault->reason == Reason::guard || fails_on_no_rows()) return true;
        out_.down = Refusal{*fault};
        out_.down->again = again;
        out_.down->is_canary = true;
        return kind == ServerCanaries::ordinary;
    }

    bool has_rows(const ServerState& state, Oid64 oid) const {
        const auto table = state.tables.find(oid);
        bool any = false;
        if (table != state.tables.end()) {
            stage_.select("SELECT 1 FROM " + stage_.table_sql(table->second) + " LIMIT 1",
                          [&](Row) { any = true; });
        }
        return any;
    }

    bool fails_on_no_rows() {
        stage_.restart_trial();
        return run(up_) || run(*down_) || run(up_);
    }

    ServerStage& stage_;
    const RevisionFile& file_;
    const Section& up_;
    const Section* down_;
    const std::set<Oid64>& reached_;
    const std::set<Oid64>& with_fixtures_;
    ServerTableNames names_;
    std::set<Oid64> with_triggers_;            // that may be at stake
    std::map<std::string, std::string> keys_;  // foreign keys of before
    std::set<Oid64> filled_;                   // these, and those that are reached
    std::shared_ptr<const ServerState> state_;
    bool losses_are_open_ = true;
    ServerRehearsal out_;
};

}  // namespace

ServerRehearsal rehearse_on_server(ServerStage& stage, const RevisionFile& file, const Section& up,
                                   const Section* down, const std::set<Oid64>& reached,
                                   const std::set<Oid64>& with_fixtures) {
    return RehearsalOnServer(stage, file, up, down, reached, with_fixtures).run();
}

}  // namespace kiln::tool
