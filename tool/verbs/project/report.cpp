#include "tool/verbs/project/verbs.hpp"

#include "src/text/diagnose.hpp"
#include "tool/bake/checks.hpp"
#include "tool/bake/reported_project.hpp"
#include "tool/command_line/check_progress.hpp"
#include "tool/project/check_options.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/supervision.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct ReportOptions {
    std::vector<std::string> directories;
    std::string output;
    std::string title = "Database migrations";
    CheckArguments checks;
    std::string build;
};

/// As `verify`, but what it finds is told on the page.
ReportedChecks run_checks(const Project& project, const std::vector<Dialect>& dialects,
                          CheckOptions options, std::vector<Diagnostic> found) {
    // Two heads or more keep nothing from being run.
    if (!options.allow_multiple_heads) check_heads(project.files(), project.graph(), found);
    options.heads = false;
    ReportedChecks checks;
    try {
        checks.not_run = check_project(project, dialects, options, found).not_run;
    } catch (const Error& error) {
        // They are those alone that came last.
        std::ranges::copy(error.diagnostics(), std::back_inserter(found));
    }
    checks.findings = std::move(found);
    return checks;
}

void report(const Globals& globals, const ReportOptions& options,
            std::vector<Diagnostic>& warnings) {
    // As for `verify`: folders named on the command line stand for themselves.
    const bool named = !options.directories.empty();
    Settings settings;
    if (!named || globals.config) settings = read_settings(globals.config);
    if (named) settings.script_location = options.directories;
    if (has_linked_code()) supervise(settings.checks.check_deadline);
    set_code_search({options.build.empty() ? settings.build : options.build, settings.folder});
    const std::vector<Dialect> dialects = options.checks.dialects(settings);
    require_place_for_report(options.output);
    std::vector<Diagnostic> found;
    const Project project(settings.script_location, dialects, found);
    require_code(project);

    CheckOptions checks(settings, options.checks);
    checks.replay.progress = check_progress(globals);
    ReportedChecks checked = run_checks(project, dialects, checks, std::move(found));
    checks.replay.progress = nullptr;  // its line goes
    const auto errors =
        std::ranges::count(checked.findings, Severity::error, &Diagnostic::severity);
    const std::size_t findings = checked.findings.size();
    ReportedProject page = reported_project(project, dialects, settings.folder, std::move(checked));
    page.title = options.title;
    write_report(page, options.output);
    if (errors > 0) {
        Diagnostic diagnostic =
            diagnose(Code::faults_in_report,
                     fmt::format("the checks found {} error{}, told on the page", errors,
                                 errors == 1 ? "" : "s"),
                     command("verify") + " tells them here");
        diagnostic.severity = Severity::warning;
        warnings.push_back(std::move(diagnostic));
    }
    if (globals.quiet) return;
    print(fmt::format("{}: {} revision{}, {} finding{}\n", escape(options.output),
                      project.files().size(), project.files().size() == 1 ? "" : "s", findings,
                      findings == 1 ? "" : "s"));
}

}  // namespace

Action add_report(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<ReportOptions>();
    parser.argument("directories", options->directories,
                    "Folders of revision files (default: those of the settings)");
    parser.option("-o,--output", options->output, "The page to write, one file of HTML",
                  {.type = "FILE", .required = true, .example = "report --output report.html"});
    parser.option("--title", options->title, "What the page is called",
                  {.type = "NAME", .default_shown = true});
    options->checks.add(parser);
    parser.option("--build", options->build,
                  "The folder of the build that has the revisions in C++ (default: the one "
                  "configured last)",
                  {.type = "DIRECTORY"});
    return action_of(report, globals, options);
}

}  // namespace kiln::tool
