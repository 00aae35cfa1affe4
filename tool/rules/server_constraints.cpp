#include "tool/rules/server_constraints.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/statement_summary.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

namespace kiln::tool {
namespace {

struct Demand {
    std::string what;  // unique index 'i'
    Oid64 table = 0;
    char kind = 0;
    std::set<int> columns;
    std::string text;
};

/// Without what becomes of rows later.
std::string key_of(const std::string& text) {
    std::size_t end = text.size();
    for (const char* word : {" ON UPDATE", " ON DELETE", " DEFERRABLE", " NOT VALID", " MATCH"}) {
        end = std::min(end, text.find(word));
    }
    return text.substr(0, end);
}

/// By a statement that writes the table anew, as ALTER COLUMN … TYPE does.
template <class Each>
bool is_made_again(const std::map<Oid64, Each>& stood, const Each& now) {
    return std::ranges::any_of(stood, [&](const auto& each) {
        return each.second.name == now.name && each.second.table == now.table;
    });
}

/// What a statement newly asks of rows of an older table, by columns that were there.
std::vector<Demand> demands_of(const ServerPassage& passage, std::size_t index) {
    const ServerState& stood = passage.found_by(index);
    const ServerState& now = *passage.statements[index].after;
    std::vector<Demand> demands;
    if (&stood == &now) return demands;
    const auto is_of_old = [&](Oid64 table, const std::set<int>& columns) {
        const auto was = passage.before.tables.find(table);
        return was != passage.before.tables.end() && !columns.empty() &&
               std::ranges::all_of(columns, [&](int column) {
                   return column == 0 || was->second.columns.contains(column);
               });
    };
    for (const auto& [oid, each] : now.constraints) {
        const auto was = stood.constraints.find(oid);
        if (was != stood.constraints.end() || !each.valid || each.inherited) continue;
        if (is_made_again(stood.constraints, each)) continue;
        if (each.kind != 'c' && each.kind != 'f' && each.kind != 'x') continue;
        if (!is_of_old(each.table, each.columns)) continue;
        const char* const what = each.kind == 'c'   ? "CHECK "
                                 : each.kind == 'f' ? "foreign key "
                                                    : "EXCLUDE constraint ";
        demands.push_back(
            {what + in_quotes(each.name), each.table, each.kind, each.columns, each.text});
    }
    for (const auto& [oid, each] : now.indexes) {
        if (!each.unique || stood.indexes.contains(oid)) continue;
        if (is_made_again(stood.indexes, each)) continue;
        if (!is_of_old(each.table, each.columns)) continue;
        demands.push_back(
            {"unique index " + in_quotes(each.name), each.table, 'u', each.columns, ""});
    }
    return demands;
}

/// Something that was there asks as much, or the like and is made anew: by rows that it is tried on
/// alone can be told what is new of it.
bool is_no_news(const ServerPassage& passage, const Demand& demand) {
    const ServerState& was = passage.start();
    if (demand.kind == 'u') {
        return std::ranges::any_of(was.indexes, [&](const auto& each) {
            const ServerIndex& index = each.second;
            return index.unique && index.table == demand.table &&
                   std::ranges::includes(demand.columns, index.columns);
        });
    }
    return std::ranges::any_of(was.constraints, [&](const auto& each) {
        const ServerConstraint& old = each.second;
        if (old.table != demand.table || old.kind != demand.kind) return false;
        return demand.kind == 'c' ? old.columns == demand.columns
                                  : key_of(old.text) == key_of(demand.text);
    });
}

/// The revision sees to rows of the table before: what it leaves is tried.
bool is_seen_to(const ServerPassage& passage, std::size_t index, Oid64 table) {
    constexpr std::array kinds{StatementSummary::Kind::update, StatementSummary::Kind::remove,
                               StatementSummary::Kind::insert};
    for (std::size_t i = 0; i < index; ++i) {
        const StatementSummary summary = summary_of(passage.statements[i].text, passage.rules);
        if (std::ranges::find(kinds, summary.kind) == kinds.end()) {
            const std::string text = folded(passage.statements[i].text.substr(0, 8));
            if (text.starts_with("do") || text.starts_with("select") || text.starts_with("call") ||
                text.starts_with("truncate") || text.starts_with("merge")) {
                return true;
            }
            continue;
        }
        const auto written = passage.found_by(i).find(summary.name);
        if (!written || *written == table) return true;
    }
    return false;
}

Diagnostic diagnose_demand(const ServerPassage& passage, std::size_t index, const Demand& demand) {
    return finding(
        passage.file, passage.section, passage.statements[index].offset,
        Code::constraint_on_existing,
        "rows that are in " + in_quotes(passage.before.tables.at(demand.table).shown()) +
            " may break " + demand.what + ", which is new",
        "see to these rows before: mend, merge or delete them in the revision; or say why there "
        "can be none on a line above: -- kiln:allow K609: …");
}

}  // namespace

void find_new_constraints_on_server(const ServerPassage& passage, std::vector<Diagnostic>& found) {
    if (passage.upgrade != nullptr) return;  // told by rows alone
    for (std::size_t i = 0; i < passage.statements.size(); ++i) {
        for (const Demand& demand : demands_of(passage, i)) {
            if (is_no_news(passage, demand) || is_seen_to(passage, i, demand.table)) continue;
            found.push_back(diagnose_demand(passage, i, demand));
        }
    }
}

std::optional<Diagnostic> new_constraint_at(const ServerPassage& passage, std::size_t offset) {
    for (std::size_t i = passage.statements.size(); i-- > 0;) {
        if (passage.statements[i].offset > offset) continue;
        const std::vector<Demand> demands = demands_of(passage, i);
        if (demands.empty()) return std::nullopt;
        return diagnose_demand(passage, i, demands.front());
    }
    return std::nullopt;
}

}  // namespace kiln::tool
