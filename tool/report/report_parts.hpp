#pragma once
// The template of the page, its style and its script: report.html, report.css and report.js, which
// the build embeds.

#include <string_view>

namespace kiln::tool {

std::string_view report_html();
std::string_view report_css();
std::string_view report_js();

}  // namespace kiln::tool
