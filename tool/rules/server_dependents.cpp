#include "tool/rules/server_dependents.hpp"

#include "src/text/message.hpp"
#include "tool/rules/server_canaries.hpp"

#include <utility>

namespace kiln::tool {
namespace {

class Probe {
public:
    Probe(ServerStage& stage, Oid64 table, std::string shown, BrokenOnServer& broken)
        : stage_(stage), oid_(table), shown_(std::move(shown)), broken_(broken) {}

    void look() {
        const auto state = stage_.state({oid_});
        if (!state) return;
        const auto found = state->tables.find(oid_);
        if (found == state->tables.end() || found->second.columns.empty()) return;
        stage_.mark_rows();
        const auto unfilled = fill_with_canaries(stage_, {oid_}, ServerCanaries::ordinary, 3);
        stage_.undo_rows();
        if (!unfilled.empty()) note("INSERT", unfilled.begin()->second);
        for (const auto& [number, column] : found->second.columns) {
            // Each, for triggers of UPDATE OF.
            if (!column.generated) run("UPDATE", stage_.touch_sql(found->second, column.name));
        }
        run("DELETE", stage_.delete_one_sql(found->second));
    }

private:
    void run(const std::string& how, const std::string& sql) {
        stage_.mark_rows();
        const auto fault = stage_.connection().run_first(sql).fault;
        stage_.undo_rows();
        if (fault) note(how, *fault);
    }
    void note(const std::string& how, const Fault& fault) {
        if (!stage_.is_of_schema(fault)) return;
        broken_.try_emplace(how + " on " + in_quotes(shown_) + " no longer works, by a trigger",
                            fault.message);
    }

    ServerStage& stage_;
    Oid64 oid_;
    std::string shown_;
    BrokenOnServer& broken_;
};

}  // namespace

BrokenOnServer find_broken(ServerStage& stage, const ServerTableNames& names,
                           const std::set<Oid64>& with_triggers, const std::set<Oid64>& reached) {
    BrokenOnServer broken;
    for (const Oid64 table : with_triggers) {
        const auto& [schema, name] = names.at(table);
        Probe(stage, table, shown_table(schema, name), broken).look();
    }
    for (auto& [what, message] : stage.compiled(names, reached)) {
        if (!message.empty()) broken.try_emplace(what + " no longer works", std::move(message));
    }
    return broken;
}

}  // namespace kiln::tool
