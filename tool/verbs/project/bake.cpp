#include "tool/verbs/project/verbs.hpp"

#include "src/text/message.hpp"
#include "tool/bake/bake.hpp"
#include "tool/bake/built_database.hpp"
#include "tool/bake/checks.hpp"
#include "tool/bake/reported_project.hpp"
#include "tool/command_line/check_progress.hpp"
#include "tool/project/check_options.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/supervision.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct BakeOptions {
    std::vector<std::string> directories;
    CheckArguments checks;
    std::string header;
    std::string source;
    std::string stamp;
    bool unchecked = false;
    std::string schema;
    std::string database;
    std::string report;
    std::string report_title = "Database migrations";
    BakeNames names;
};

/// Whether `#include <name>` includes one file and does nothing else.
bool is_include_name(const std::string& name) {
    return !name.empty() && name.find_first_of("<>\"\\") == std::string::npos &&
           escape(name) == name;
}

void require_sqlite(const BakeOptions& options, const std::vector<Dialect>& dialects) {
    const bool has_sqlite = std::ranges::find(dialects, Dialect::sqlite) != dialects.end();
    if (!options.database.empty() && !has_sqlite) {
        throw make_error(Code::schema_needs_sqlite,
                         "--database is a file of SQLite's, which is not among the dialects",
                         "name sqlite among them, or leave it out");
    }
}

void bake(const Globals& globals, const BakeOptions& options, std::vector<Diagnostic>& warnings) {
    if (!is_cpp_namespace(options.names.cpp_namespace)) {
        throw UsageError{"--namespace '" + options.names.cpp_namespace +
                         "' is no C++ namespace; write it like clinic::db"};
    }
    if (!is_include_name(options.names.include)) {
        throw make_error(
            Code::malformed_option,
            fmt::format("--include '{}' is no name of a header", options.names.include),
            "write it like clinic/migrations.hpp, without quotes, brackets and backslashes");
    }
    // Who bakes says all: no settings file is looked for.
    Settings settings;
    if (globals.config) settings = read_settings(globals.config);
    if (has_linked_code()) supervise(settings.checks.check_deadline);
    const std::vector<Dialect> dialects = options.checks.dialects(settings);
    require_sqlite(options, dialects);
    if (!options.report.empty()) require_place_for_report(options.report);
    const Project project(options.directories, dialects, warnings);
    CheckOptions checks(settings, options.checks);
    checks.may_leave_code_out = true;
    if (has_code(project) && options.names.target.empty()) {
        throw UsageError{"revisions in C++ need --target, the name of the library they are in"};
    }
    checks.replay.progress = check_progress(globals);
    // The schema is the first database's.
    const bool is_schema_of_server = !options.schema.empty() && dialects.front() != Dialect::sqlite;
    if (is_schema_of_server) checks.servers.described = dialects.front();
    Checked checked;
    // A source beside code is there before that can be run.
    const bool is_run = !has_code(project);
    checks.replay.snapshot = checks.replay.snapshot && is_run;
    checks.replay.fingerprints = is_run;
    if (!options.unchecked) checked = check_project(project, dialects, checks, warnings);
    checks.replay.progress = nullptr;  // its line goes
    for (const std::string& line : checked.not_run) {
        if (!globals.quiet) print(line + "\n");
    }
    MigrationTable table = project.table();
    const Text snapshot(checked.snapshot);
    if (!checked.snapshot.empty()) table.snapshot = {&snapshot, 1};
    const Text fingerprints(checked.fingerprints);
    if (!checked.fingerprints.empty()) table.fingerprints = {&fingerprints, 1};

    write_if_changed(options.header, bake_header(table, options.names));
    write_if_changed(options.source, bake_source(table, options.names));
    if (is_schema_of_server) write_if_changed(options.schema, checked.schema);
    const bool is_schema_of_sqlite = !options.schema.empty() && !is_schema_of_server;
    if (is_schema_of_sqlite || !options.database.empty()) {
        const sqlite::Connection built = build_database(table, settings.version_table);
        if (is_schema_of_sqlite) {
            write_if_changed(options.schema, built_schema(built, settings.version_table));
        }
        if (!options.database.empty()) write_database(built, options.database);
    }
    if (!options.report.empty()) {
        ReportedProject page = reported_project(project, dialects, settings.folder,
                                                {warnings, std::move(checked.not_run)});
        page.title = options.report_title;
        write_report(page, options.report);
    }
    if (!options.stamp.empty()) touch(options.stamp);
}

}  // namespace

Action add_bake(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<BakeOptions>();
    parser.argument("directories", options->directories, "Folders of revision files",
                    {.required = true});
    parser.option("--header", options->header, "The header to write",
                  {.type = "FILE", .required = true});
    parser.option("--source", options->source, "The source to write",
                  {.type = "FILE", .required = true});
    parser.option("--include", options->names.include, "How the source includes the header",
                  {.type = "PATH", .required = true});
    parser.option("--namespace", options->names.cpp_namespace, "The C++ namespace",
                  {.type = "A::B", .required = true});
    parser.option("--stamp", options->stamp, "A file to touch when all is done", {.type = "FILE"});
    parser.option("--target", options->names.target,
                  "The library that revisions in C++ are compiled into", {.type = "NAME"});
    parser.flag("--unchecked", options->unchecked,
                "Only read the files: what the code of revisions is compiled and checked with");
    parser.option("--schema", options->schema, "A file for the schema at the heads, as SQL",
                  {.type = "FILE"});
    parser.option("--database", options->database,
                  "A file for a SQLite database at the heads, without a log", {.type = "FILE"});
    parser.option("--report", options->report, "A file for a page to look at, see report",
                  {.type = "FILE"});
    parser.option("--report-title", options->report_title, "What that page is called",
                  {.type = "NAME"});
    options->checks.add(parser);
    return action_of(bake, globals, options);
}

}  // namespace kiln::tool
