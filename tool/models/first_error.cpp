#include "tool/models/first_error.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace kiln::tool {
namespace {

constexpr std::size_t most_lines = 40;

bool has(std::string_view line, std::initializer_list<std::string_view> parts) {
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return line.find(part) != std::string_view::npos; });
}

/// What the build says around a compiler, and that says behind its errors.
bool is_of_build(std::string_view line) {
    for (const std::string_view begin :
         {"[", "FAILED", "ninja", "make", "gmake", "cd ", "Building ", "Scanning "}) {
        if (line.starts_with(begin)) return true;
    }
    return has(line,
               {" -c ", " /c ", " error generated", " errors generated", "compilation terminated"});
}

/// A linker's last word, which says no more than that there was an error.
bool ends_linking(std::string_view line) {
    return has(line, {"ld returned ", "linker command failed"});
}

/// `models.hpp:5:3: error: …`, `models.hpp(5): error C2065: …`
bool is_error(std::string_view line) {
    return !is_of_build(line) && !ends_linking(line) &&
           has(line, {": error: ", ": fatal error: ", ": error C", ": fatal error C"});
}

/// Of a linker or of CMake: what goes on with it is all that stands behind.
bool is_later_error(std::string_view line) {
    return line.starts_with("CMake Error") ||
           has(line, {"/ld: ", "ld.lld: ", "mold: ", "undefined reference to ", "Undefined symbols",
                      "error LNK"});
}

/// What leads to an error, in front of it.
bool leads(std::string_view line) {
    return has(line,
               {"In file included from", "                 from ", ": In ", ": At global scope",
                "required from", "required by", "expansion of", "instantiated from"});
}

}  // namespace

std::vector<std::string> first_error(const std::vector<std::string>& lines) {
    const auto error = std::ranges::find_if(lines, is_error);
    const auto later = std::ranges::find_if(lines, is_later_error);
    if (error == lines.end() && later != lines.end()) {
        const auto end = std::find_if(later, lines.end(), is_of_build);
        std::vector<std::string> said;
        std::copy_if(later, end, std::back_inserter(said), [&](const std::string& line) {
            return !line.empty() && said.size() < most_lines;
        });
        return said;
    }
    if (error == lines.end()) {
        std::vector<std::string> all;
        for (const std::string& line : lines) {
            if (all.size() < most_lines && has(line, {"error"})) all.push_back(line);
        }
        return all;
    }
    auto begin = error;
    while (begin != lines.begin() && leads(*std::prev(begin))) --begin;
    auto end = std::next(error);
    while (end != lines.end() && !is_error(*end) && !is_of_build(*end)) ++end;
    // What leads to the next one.
    while (end != std::next(error) && end != lines.end() && leads(*std::prev(end))) --end;
    const auto length = std::min<std::ptrdiff_t>(end - begin, most_lines);
    return {begin, begin + length};
}

}  // namespace kiln::tool
