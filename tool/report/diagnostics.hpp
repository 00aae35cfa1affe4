#pragma once
// Diagnostics -> text that people, editors and services read.

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kiln::tool {

enum class DiagnosticFormat : std::uint8_t { gcc, msvc, json, sarif };

std::optional<DiagnosticFormat> diagnostic_format(std::string_view name);

/// gcc and msvc: a block a diagnostic, with the source line and a caret. json: one array.
/// sarif: one SARIF 2.1.0 log. `color` counts for gcc and msvc.
std::string format_diagnostics(std::span<const Diagnostic> diagnostics, DiagnosticFormat format,
                               bool color = false);

/// note, warning or error
std::string_view severity_name(Severity severity);
/// As it may be shown.
Diagnostic passwords_hidden(Diagnostic diagnostic);
/// The line that it has, with a caret below, as in the text; empty where it has none.
std::string source_excerpt(const Diagnostic& diagnostic);

bool has_error(std::span<const Diagnostic> diagnostics);

}  // namespace kiln::tool
