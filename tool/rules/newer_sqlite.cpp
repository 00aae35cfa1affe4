#include "tool/rules/newer_sqlite.hpp"

#include "tool/rules/finding.hpp"
#include "tool/rules/sqlite_features.hpp"
#include "tool/rules/sqlite_versions.hpp"

#include <kiln/codes.hpp>

#include <cstddef>

namespace kiln::tool {

void NewerSqlite::inspect(const Passage& passage, std::vector<Diagnostic>& found) {
    for (const RanStatement& statement : passage.statements) {
        for (const SqliteFeature& feature : features_of(statement.text)) {
            if (feature.since <= minimum_) continue;
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
