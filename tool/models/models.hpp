#pragma once
// The schema that C++ models stand for, as the build's program printed it, beside the one that the
// revisions make.

#include "tool/schema/compare.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// What kiln::print_model_schema() wrote, or an object file holds.
struct Models {
    struct Rename {
        std::string table;
        std::string column;  ///< empty: the table itself
        std::string old_name;
    };
    std::vector<std::string> statements;
    std::vector<std::string> leave_alone;  ///< patterns of tables' names; see is_like()
    std::vector<Rename> renames;
    std::vector<std::string> ordered;  ///< tables; see with_columns_as()
};

/// Throws K321 for what is neither; `file` is named in it.
Models parse_models(std::string_view text, const std::string& file);

/// Runs the statements in memory. Throws K321, at `header`, for one that SQLite refuses.
Schema schema_of(const Models& models, const std::string& header);

/// What models answer for: without views, triggers and virtual tables, which are the revisions'
/// own, the version table, Kiln's log, and the tables that the models leave alone.
Schema answered_for(Schema schema, const Models& models, const std::string& version_table);

/// Throws K321, at `header`, for tables of the models that have the name of a shadow table: the
/// revisions cannot make them. (Another virtual table or view of that name can go.)
void refuse_shadow_names(const Schema& revisions, const Schema& models, const std::string& header);

/// What the models changed, as autogenerate says it: "added column 'phone' of table 'patient'".
std::string detected(const SchemaDifference& difference);

/// K320 for each difference, at `header`.
std::vector<Diagnostic> model_drift(const Schema& revisions, const Schema& models,
                                    const std::string& header);

}  // namespace kiln::tool
