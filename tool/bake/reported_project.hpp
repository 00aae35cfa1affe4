#pragma once
// What the page of a project shows.

#include "tool/project/project.hpp"
#include "tool/report/report_page.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct ReportedChecks {
    std::vector<Diagnostic> findings;
    std::vector<std::string> not_run;  ///< see Checked
};

/// Runs the revisions in memory for their schemas, where sqlite is among the dialects. `folder`: of
/// the settings.
ReportedProject reported_project(const Project& project, std::span<const Dialect> dialects,
                                 const std::string& folder, ReportedChecks checks);

/// Throws K539 where the file is there, and is something else than such a page.
void require_place_for_report(const std::string& file);

/// Writes the page, unless it is there already. Throws K539 where the file is something else, and
/// K516.
void write_report(const ReportedProject& project, const std::string& file);

}  // namespace kiln::tool
