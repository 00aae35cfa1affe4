#include "tool/models/models.hpp"

#include "src/database/version_table.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/models/build_files.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/difference.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/name_pattern.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

Error malformed(const std::string& file, std::string message, std::string hint) {
    return Error(diagnose_at({file}, Code::malformed_models, std::move(message), std::move(hint)));
}

/// `table 'a'`, `column 'b' of table 'a'`
std::string name_of(const SchemaDifference& difference) {
    std::string name = std::string(subject_noun(difference)) + " " + quote(difference.object);
    if (difference.subject != SchemaDifference::Subject::table &&
        difference.subject != SchemaDifference::Subject::view) {
        name += " of table " + quote(difference.table);
    }
    return name;
}

std::string as_written(const std::string& side) { return side.empty() ? "" : ": " + quote(side); }

std::string both_sides(const SchemaDifference& difference) {
    std::string name = name_of(difference);
    switch (difference.kind) {
        case SchemaDifference::Kind::missing:
            return "the revisions make " + name + ", and the models do not have it" +
                   as_written(difference.was);
        case SchemaDifference::Kind::left_over:
            return "the models have " + name + ", and the revisions do not make it" +
                   as_written(difference.is);
        case SchemaDifference::Kind::changed:
            return name + " is " + quote(difference.is) +
                   " in the models, and the revisions make " + quote(difference.was);
        case SchemaDifference::Kind::moved:
            return name + " is number " + difference.is + " in the models and number " +
                   difference.was + " in what the revisions make";
    }
    return name;
}

}  // namespace

Models parse_models(std::string_view text, const std::string& file) {
    try {
        return read_models(text);
    } catch (const NotOfABuild& fault) {
        throw malformed(file, std::string("not the schema of models: ") + one_line(fault.what()),
                        "build the target that writes it again");
    }
}

Schema schema_of(const Models& models, const std::string& header) {
    const sqlite::Connection memory = open_in_memory();
    memory.set(SQLITE_DBCONFIG_DQS_DDL, false);
    for (const std::string& statement : models.statements) {
        if (memory.execute(statement.c_str()) == SQLITE_OK) continue;
        const std::string why = one_line(sqlite3_errmsg(memory.get()));
        const std::string missing = hint_for_missing(why, statement);
        throw malformed(
            header, "SQLite refuses what the models say: " + why + ", in: " + one_line(statement),
            missing.empty() ? "mend the model; SQL in it is SQLite's own" : missing);
    }
    return read_schema(memory.get());
}

Schema answered_for(Schema schema, const Models& models, const std::string& version_table) {
    schema = without_shadow_tables(std::move(schema));
    schema.groups.erase(folded(version_table));
    schema.groups.erase(folded(history_table));
    schema.groups.erase(folded(compatible_table));
    for (auto group = schema.groups.begin(); group != schema.groups.end();) {
        std::erase_if(group->second, [](const SchemaObject& object) {
            return object.kind == SchemaObject::Kind::view ||
                   object.kind == SchemaObject::Kind::virtual_table ||
                   object.kind == SchemaObject::Kind::trigger;
        });
        const bool left_alone =
            group->second.empty() || is_like_any(group->first, models.leave_alone);
        group = left_alone ? schema.groups.erase(group) : std::next(group);
    }
    return schema;
}

void refuse_shadow_names(const Schema& revisions, const Schema& models, const std::string& header) {
    std::vector<Diagnostic> found;
    for (const auto& [table, objects] : models.groups) {
        if (!is_shadow_table(revisions, table)) continue;
        found.push_back(diagnose_at(
            {header}, Code::malformed_models,
            "table " + quote(objects.front().name) +
                " of the models has the name of a shadow table, which holds what is in a virtual "
                "table of the revisions",
            "give the model's table, or the virtual table, another name"));
    }
    if (!found.empty()) throw Error(std::move(found));
}

std::string detected(const SchemaDifference& difference) {
    std::string name = name_of(difference);
    switch (difference.kind) {
        case SchemaDifference::Kind::missing:
            return "removed " + name;
        case SchemaDifference::Kind::left_over:
            return "added " + name;
        case SchemaDifference::Kind::changed:
            return "changed " + name + " from " + quote(difference.was) + " to " +
                   quote(difference.is);
        case SchemaDifference::Kind::moved:
            return "moved " + name;
    }
    return name;
}

std::vector<Diagnostic> model_drift(const Schema& revisions, const Schema& models,
                                    const std::string& header) {
    std::vector<Diagnostic> diagnostics;
    for (const SchemaDifference& difference : differences(revisions, models)) {
        diagnostics.push_back(diagnose_at({header}, Code::model_drift, both_sides(difference),
                                          "run: " + command("revision --autogenerate -m \"...\"")));
    }
    return diagnostics;
}

}  // namespace kiln::tool
