#include "tool/report/diagnostics.hpp"

#include "src/database/url.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"

#include <kiln/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace kiln::tool {
namespace {

constexpr std::array<std::string_view, 4> format_names{"gcc", "msvc", "json", "sarif"};

/// One look for a terminal, or none.
struct Style {
    bool on;
    std::string_view bold() const { return on ? "\x1b[1m" : ""; }
    std::string_view of(Severity severity) const {
        if (!on) return "";
        return severity == Severity::error     ? "\x1b[1;31m"
               : severity == Severity::warning ? "\x1b[1;35m"
                                               : "\x1b[1;36m";
    }
    std::string_view caret() const { return on ? "\x1b[1;32m" : ""; }
    std::string_view off() const { return on ? "\x1b[0m" : ""; }
};

std::string place(const Location& location, DiagnosticFormat format) {
    if (location.file.empty()) return "kiln";
    std::string text = escape(location.file);
    if (location.line == 0) return text;
    const bool msvc = format == DiagnosticFormat::msvc;
    text += fmt::format(fmt::runtime(msvc ? "({}" : ":{}"), location.line);
    if (location.column != 0)
        text += fmt::format(fmt::runtime(msvc ? ",{}" : ":{}"), location.column);
    if (msvc) text += ')';
    return text;
}

/// A long line is cut around the column, so that a line of a megabyte prints as one of 160 bytes.
struct Excerpt {
    std::string text;
    std::string padding;  ///< what stands above it up to the caret
};

Excerpt excerpt(std::string_view line, std::uint32_t column) {
    constexpr std::size_t reach = 80;
    const std::size_t at = column == 0 ? 0 : std::min<std::size_t>(column - 1, line.size());
    std::size_t begin = at > reach && line.size() > 2 * reach ? at - reach : 0;
    std::size_t end = std::min(line.size(), std::max(at + reach, begin + 2 * reach));
    const auto inside_character = [&](std::size_t i) {
        return i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0U) == 0x80U;
    };
    while (begin > 0 && inside_character(begin)) --begin;
    while (inside_character(end)) ++end;

    const std::string before =
        (begin > 0 ? "..." : "") + escape_source(line.substr(begin, at - begin));
    Excerpt result;
    result.text =
        before + escape_source(line.substr(at, end - at)) + (end < line.size() ? "..." : "");
    std::string_view rest = before;
    while (!rest.empty()) {
        const std::size_t tab = rest.find('\t');
        result.padding.append(display_width(rest.substr(0, tab)), ' ');
        if (tab == std::string_view::npos) break;
        result.padding += '\t';
        rest.remove_prefix(tab + 1);
    }
    return result;
}

void append_source(std::string& out, const Diagnostic& diagnostic, Style style) {
    if (diagnostic.location.line == 0 || diagnostic.source_line.empty()) return;
    const Excerpt shown = excerpt(diagnostic.source_line, diagnostic.location.column);
    out += fmt::format("{:>5} | {}\n", diagnostic.location.line, shown.text);
    if (diagnostic.location.column == 0) return;
    out += fmt::format("{:>5} | {}{}^{}\n", "", shown.padding, style.caret(), style.off());
}

void append_text(std::string& out, const Diagnostic& diagnostic, DiagnosticFormat format,
                 Style style) {
    const bool msvc = format == DiagnosticFormat::msvc;
    const std::string code = to_string(diagnostic.code);
    out +=
        fmt::format("{}{}{}{}: {}{}{}{} {}{}\n", style.bold(), place(diagnostic.location, format),
                    msvc ? " " : "", style.off(), style.of(diagnostic.severity),
                    severity_name(diagnostic.severity), msvc ? " " + code + ":" : ":", style.off(),
                    escape(diagnostic.message), msvc ? "" : " [" + code + "]");
    append_source(out, diagnostic, style);
    for (const Note& note : diagnostic.notes) {
        const std::string where =
            note.location.file.empty() ? "" : place(note.location, format) + ": ";
        out += fmt::format("{}{}note:{} {}\n", where, style.of(Severity::note), style.off(),
                           escape(note.message));
    }
    if (!diagnostic.hint.empty()) {
        out += fmt::format("{}hint:{} {}\n", style.of(Severity::note), style.off(),
                           escape(diagnostic.hint));
    }
}

std::string to_json(std::span<const Diagnostic> diagnostics) {
    std::vector<Json> all;
    for (const Diagnostic& diagnostic : diagnostics) {
        std::vector<Json> notes;
        for (const Note& note : diagnostic.notes) {
            notes.push_back(Json::object({{"file", note.location.file},
                                          {"line", note.location.line},
                                          {"column", note.location.column},
                                          {"message", note.message}}));
        }
        all.push_back(Json::object({{"severity", severity_name(diagnostic.severity)},
                                    {"code", to_string(diagnostic.code)},
                                    {"file", diagnostic.location.file},
                                    {"line", diagnostic.location.line},
                                    {"column", diagnostic.location.column},
                                    {"message", diagnostic.message},
                                    {"notes", Json::array(std::move(notes))},
                                    {"hint", diagnostic.hint}}));
    }
    return Json::array(std::move(all)).text();
}

/// A path as a URI reference: RFC 3986, everything but unreserved characters and `/` encoded.
std::string to_uri(std::string_view path) {
    std::string uri;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') ||
                           std::string_view("/-._~").find(c) != std::string_view::npos;
        if (plain) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", byte);
        }
    }
#ifdef _WIN32
    constexpr std::string_view colon = "%3A";
    if (uri.size() > 4 && uri.compare(1, 4, "%3A/") == 0) {  // behind the letter of a drive
        return "file:///" + uri.replace(1, colon.size(), ":");
    }
#endif
    return path.starts_with('/') ? "file://" + uri : uri;
}

Json sarif_text(const std::string& text) { return Json::object({{"text", text}}); }

Json sarif_location(const Location& location) {
    Json physical =
        Json::object({{"artifactLocation", Json::object({{"uri", to_uri(location.file)}})}});
    if (location.line != 0) {
        Json region = Json::object({{"startLine", location.line}});
        if (location.column != 0) region.add("startColumn", location.column);
        physical.add("region", std::move(region));
    }
    return Json::object({{"physicalLocation", std::move(physical)}});
}

Json sarif_result(const Diagnostic& diagnostic) {
    std::string message = diagnostic.message;
    if (!diagnostic.hint.empty()) message += "; " + diagnostic.hint;
    Json result = Json::object({{"ruleId", to_string(diagnostic.code)},
                                {"level", severity_name(diagnostic.severity)},
                                {"message", sarif_text(message)}});
    if (!diagnostic.location.file.empty()) {
        result.add("locations", Json::array({sarif_location(diagnostic.location)}));
    }
    std::vector<Json> related;
    for (const Note& note : diagnostic.notes) {
        Json entry = note.location.file.empty() ? Json::object({}) : sarif_location(note.location);
        entry.add("message", sarif_text(note.message));
        related.push_back(std::move(entry));
    }
    if (!related.empty()) result.add("relatedLocations", Json::array(std::move(related)));
    return result;
}

std::string to_sarif(std::span<const Diagnostic> diagnostics) {
    std::set<std::string> codes;
    std::vector<Json> results;
    results.reserve(diagnostics.size());
    for (const Diagnostic& diagnostic : diagnostics) {
        codes.insert(to_string(diagnostic.code));
        results.push_back(sarif_result(diagnostic));
    }
    std::vector<Json> rules;
    rules.reserve(codes.size());
    for (const std::string& code : codes) rules.push_back(Json::object({{"id", code}}));
    const Json driver = Json::object({{"name", "kiln"},
                                      {"version", KILN_VERSION_STRING},
                                      {"rules", Json::array(std::move(rules))}});
    // Columns are bytes, and SARIF has no name for that unit; for ASCII it is this one.
    const Json run = Json::object({{"tool", Json::object({{"driver", driver}})},
                                   {"columnKind", "utf16CodeUnits"},
                                   {"results", Json::array(std::move(results))}});
    return Json::object({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                         {"version", "2.1.0"},
                         {"runs", Json::array({run})}})
        .text();
}

}  // namespace

std::optional<DiagnosticFormat> diagnostic_format(std::string_view name) {
    const auto found = std::ranges::find(format_names, name);
    if (found == format_names.end()) return std::nullopt;
    return static_cast<DiagnosticFormat>(found - format_names.begin());
}

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            break;
    }
    return "error";
}

// A URL may have come from anywhere: an argument at the wrong place, a command, a file.
Diagnostic passwords_hidden(Diagnostic diagnostic) {
    diagnostic.message = hide_passwords(diagnostic.message);
    diagnostic.hint = hide_passwords(diagnostic.hint);
    diagnostic.location.file = hide_passwords(diagnostic.location.file);
    for (Note& note : diagnostic.notes) {
        note.message = hide_passwords(note.message);
        note.location.file = hide_passwords(note.location.file);
    }
    // The caret would point elsewhere.
    if (hide_passwords(diagnostic.source_line) != diagnostic.source_line) {
        diagnostic.source_line.clear();
    }
    return diagnostic;
}

std::string source_excerpt(const Diagnostic& diagnostic) {
    std::string out;
    append_source(out, diagnostic, Style{false});
    return out;
}

std::string format_diagnostics(std::span<const Diagnostic> all, DiagnosticFormat format,
                               bool color) {
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(all.size());
    for (const Diagnostic& diagnostic : all) diagnostics.push_back(passwords_hidden(diagnostic));
    if (format == DiagnosticFormat::json) return to_json(diagnostics);
    if (format == DiagnosticFormat::sarif) return to_sarif(diagnostics);
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) {
        append_text(out, diagnostic, format, Style{color});
    }
    return out;
}

bool has_error(std::span<const Diagnostic> diagnostics) {
    return std::ranges::any_of(diagnostics,
                               [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace kiln::tool
