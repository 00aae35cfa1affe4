#include "tool/rules/newer_sqlite.hpp"

#include "src/text/letter_case.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/sqlite_features.hpp"
#include "tool/rules/sqlite_versions.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>

#include <cstddef>

namespace kiln::tool {

const std::set<std::string>& NewerSqlite::own_functions(sqlite3* db) {
    if (!own_functions_) {
        own_functions_ = functions_of_extensions(db).value_or(std::set<std::string>{});
        for (const ApplicationObjects::Function& each : had_in_memory().functions) {
            own_functions_->insert(folded(each.name));
        }
    }
    return *own_functions_;
}

void NewerSqlite::inspect(const Passage& passage, std::vector<Diagnostic>& found) {
    for (const RanStatement& statement : passage.statements) {
        for (const SqliteFeature& feature : features_of(statement.text)) {
            if (feature.since <= minimum_) continue;
            if (!feature.function.empty() &&
                own_functions(passage.database.handle()).count(feature.function) > 0) {
                continue;
            }
            const auto place = static_cast<std::size_t>(feature.at.data() - statement.text.data());
            found.push_back(finding(passage, statement.offset + place, Code::needs_newer_sqlite,
                                    feature.name + " needs SQLite " + version_text(feature.since) +
                                        ", and sqlite_minimum is " + version_text(minimum_),
                                    "write it in another way, or raise sqlite_minimum in "
                                    "kiln.toml"));
        }
    }
}

}  // namespace kiln::tool
