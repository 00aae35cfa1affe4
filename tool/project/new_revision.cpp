#include "tool/project/new_revision.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <utility>

namespace kiln::tool {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms").
long long days_from_civil(long long year, int month, int day) {
    const std::chrono::sys_days days = std::chrono::year(static_cast<int>(year)) / month / day;
    return days.time_since_epoch().count();
}

CalendarTime from_tm(const std::tm& tm, long long epoch) {
    CalendarTime time{tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                      tm.tm_min,         tm.tm_sec,     epoch,      0};
    const long long as_utc = days_from_civil(time.year, time.month, time.day) * 86400 +
                             time.hour * 3600 + time.minute * 60 + time.second;
    time.offset = static_cast<int>(as_utc - epoch);
    return time;
}

bool zone_exists(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos) return false;
    std::error_code error;
    return std::filesystem::is_regular_file("/usr/share/zoneinfo/" + name, error);
}

/// One `%(name)…` of a file_template at its `%`. Appends its value and returns what is behind it.
std::optional<std::string_view> expand(std::string_view text, const std::string& revision,
                                       const std::string& slug, const CalendarTime& time,
                                       std::string& out) {
    const std::size_t close = text.find(')');
    if (!text.starts_with("%(") || close == std::string_view::npos) return std::nullopt;
    const std::string_view name = text.substr(2, close - 2);
    text.remove_prefix(close + 1);
    int width = 0;
    if (text.size() > 2 && text[0] == '.' && text[1] >= '0' && text[1] <= '9') {
        width = text[1] - '0';
        text.remove_prefix(2);
    }
    if (text.empty() || (text[0] != 's' && text[0] != 'd')) return std::nullopt;
    text.remove_prefix(1);

    const std::pair<std::string_view, long long> numbers[] = {
        {"year", time.year},     {"month", time.month},   {"day", time.day},    {"hour", time.hour},
        {"minute", time.minute}, {"second", time.second}, {"epoch", time.epoch}};
    for (const auto& [key, value] : numbers) {
        if (key == name) {
            out += fmt::format("{:0{}}", value, width);
            return text;
        }
    }
    if (name == "rev") {
        out += revision;
    } else if (name == "slug") {
        out += slug;
    } else {
        return std::nullopt;
    }
    return text;
}

std::string header_text(const NewRevision& revision) {
    // A line break in a value would begin a header line of its own.
    std::string text = fmt::format("-- revision: {}\n", one_line(revision.revision));
    text += fmt::format("-- down_revision: {}\n",
                        revision.down_revisions.empty()
                            ? "none"
                            : fmt::format("{}", fmt::join(revision.down_revisions, ", ")));
    if (!revision.branch_labels.empty()) {
        text += fmt::format("-- branch_labels: {}\n",
                            one_line(fmt::format("{}", fmt::join(revision.branch_labels, ", "))));
    }
    if (!revision.depends_on.empty()) {
        text += fmt::format("-- depends_on: {}\n", fmt::join(revision.depends_on, ", "));
    }
    if (!revision.message.empty()) {
        text += fmt::format("-- message: {}\n", one_line(revision.message));
    }
    text += fmt::format("-- create_date: {}\n", revision.create_date);
    return text;
}

/// As a header in SQL, whose lines begin with `--`.
std::string code_text(const NewRevision& revision) {
    std::string text;
    std::string_view rest = revision.header;
    const std::string header = header_text(revision);
    if (rest.empty()) rest = header;
    while (!rest.empty()) {
        const std::size_t size = std::min(rest.find('\n'), rest.size() - 1) + 1;
        const std::string_view line = rest.substr(0, size);
        text += line.starts_with("--") ? "//" : line.substr(0, 2);
        text += line.substr(std::min<std::size_t>(2, size));
        rest.remove_prefix(size);
    }
    text += "\n#include <kiln/operations.hpp>\n";
    for (const std::string_view function : {"upgrade", "downgrade"}) {
        text += fmt::format(
            "\ntemplate <>\nvoid kiln::revision<\"{}\">::{}(kiln::Operations& op) {{\n}}\n",
            revision.revision, function);
    }
    return text;
}

}  // namespace

std::string revision_text(const NewRevision& revision) {
    if (revision.is_code) return code_text(revision);
    std::string text = revision.header.empty() ? header_text(revision) : revision.header;
    if (!revision.note.empty()) text += "\n" + revision.note + "\n";
    const std::vector<std::string> sections =
        revision.dialects.empty() ? std::vector<std::string>{""} : revision.dialects;
    const std::pair<std::string_view, const std::string&> directions[] = {
        {"upgrade", revision.upgrade}, {"downgrade", revision.downgrade}};
    for (const auto& [direction, sql] : directions) {
        if (revision.is_irreversible && direction == "downgrade") continue;
        for (const std::string& dialect : sections) {
            text +=
                fmt::format("\n-- kiln:{}{}{}\n", direction, dialect.empty() ? "" : " ", dialect);
            if (sections.size() == 1 || dialect == "sqlite") text += sql;
        }
    }
    return text;
}

std::string random_revision_id() {
    std::random_device source;
    std::string id;
    for (int i = 0; i < 12; ++i) id += "0123456789abcdef"[source() % 16];
    return id;
}

std::string slug(std::string_view message, std::size_t limit) {
    std::string out;
    bool between = false;
    for (const char c : message) {
        if (!is_word(c)) {
            between = !out.empty();
            continue;
        }
        if (between) out += '_';
        between = false;
        out += to_lower(c);
    }
    if (out.size() <= limit) return out;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
    const std::size_t last = out.rfind('_');
    return (last == std::string::npos ? out : out.substr(0, last)) + "_";
}

std::optional<CalendarTime> calendar_time(std::chrono::system_clock::time_point now,
                                          const std::string& timezone) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    // The C library's calendar is enough here, and GCC 12 has no zones in <chrono>. The program is
    // single-threaded, which std::gmtime, std::localtime and setenv need.
    if (timezone == "UTC") return from_tm(*std::gmtime(&seconds), seconds);
    if (timezone != "local") {
        if (!zone_exists(timezone)) return std::nullopt;
#if defined(_WIN32)
        return std::nullopt;
#else
        ::setenv("TZ", (":" + timezone).c_str(), 1);
        ::tzset();
#endif
    }
    return from_tm(*std::localtime(&seconds), seconds);
}

std::string rfc3339(const CalendarTime& time) {
    std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", time.year, time.month,
                                   time.day, time.hour, time.minute, time.second);
    if (time.offset == 0) return text + "Z";
    const int minutes = std::abs(time.offset) / 60;
    return text +
           fmt::format("{}{:02}:{:02}", time.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::optional<std::string> file_name(std::string_view file_template, const std::string& revision,
                                     const std::string& slug, const CalendarTime& time) {
    std::string out;
    while (!file_template.empty()) {
        if (file_template.front() != '%') {
            out += file_template.front();
            file_template.remove_prefix(1);
            continue;
        }
        const auto rest = expand(file_template, revision, slug, time, out);
        if (!rest) return std::nullopt;
        file_template = *rest;
    }
    if (out.find_first_of("/\\") != std::string::npos || out.empty() || out.front() == '.') {
        return std::nullopt;
    }
    // No slug, no underscore before it.
    if (slug.empty() && out.ends_with('_')) out.pop_back();
    return out;
}

}  // namespace kiln::tool
