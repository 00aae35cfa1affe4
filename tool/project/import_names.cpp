#include "tool/project/import_names.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

constexpr std::string_view decimal_digits = "0123456789";

/// A number without leading zeros, so that a longer one is greater.
std::string number(std::string_view text) {
    return std::string(text.substr(std::min(text.find_first_not_of('0'), text.size() - 1)));
}

/// A name as a message has it.
std::string in_words(std::string_view name) {
    constexpr std::string_view between = "_- ";
    const std::size_t first = name.find_first_not_of(between);
    if (first == std::string_view::npos) return {};
    std::string out(name.substr(first, name.find_last_not_of(between) + 1 - first));
    std::ranges::replace(out, '_', ' ');
    return out;
}

}  // namespace

bool comes_before(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::lexicographical_compare(
        a, b, [](const std::string& one, const std::string& other) {
            return one.size() != other.size() ? one.size() < other.size() : one < other;
        });
}

std::optional<ForeignName> numbered(std::string_view stem) {
    const std::size_t end = std::min(stem.find_first_not_of(decimal_digits), stem.size());
    if (end == 0 || end == stem.size() || stem[end] != '_') return std::nullopt;
    ForeignName name;
    name.id = number(stem.substr(0, end));
    name.message = in_words(stem.substr(end + 1));
    name.order = {name.id};
    return name;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
    if (!text.ends_with(suffix)) return false;
    text.remove_suffix(suffix.size());
    return true;
}

std::optional<ForeignName> numbered_pair(std::string_view stem) {
    const bool is_down = take_suffix(stem, ".down");
    if (!is_down && !take_suffix(stem, ".up")) return std::nullopt;
    std::optional<ForeignName> name = numbered(stem);
    if (name) name->part = is_down ? ForeignName::Part::down : ForeignName::Part::up;
    return name;
}

std::optional<ForeignName> dbmate_name(std::string_view stem) {
    const std::size_t end = std::min(stem.find_first_not_of(decimal_digits), stem.size());
    if (end == 0) return std::nullopt;
    ForeignName name;
    name.id = std::string(stem.substr(0, end));
    stem.remove_prefix(end);
    name.message = in_words(stem);
    return name;
}

std::optional<ForeignName> flyway_name(std::string_view stem) {
    const std::size_t separator = stem.find("__");
    if (stem.empty() || (stem.front() != 'V' && stem.front() != 'U')) return std::nullopt;
    std::string_view version = stem.substr(1, separator - 1);
    if (separator == std::string_view::npos || version.empty()) return std::nullopt;
    ForeignName name;
    name.part = stem.front() == 'V' ? ForeignName::Part::up : ForeignName::Part::down;
    name.message = in_words(stem.substr(separator + 2));
    name.id = std::string(version);
    std::ranges::replace(name.id, '.', '_');
    for (std::string_view rest = name.id;;) {
        const std::size_t end = std::min(rest.find('_'), rest.size());
        const std::string_view part = rest.substr(0, end);
        if (part.empty() || part.find_first_not_of(decimal_digits) != std::string_view::npos) {
            return std::nullopt;
        }
        name.order.push_back(number(part));
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
    }
    while (name.order.size() > 1 && name.order.back() == "0") name.order.pop_back();
    return name;
}

ForeignName diesel_name(std::string_view folder) {
    ForeignName name;
    const std::size_t end = std::min(folder.find('_'), folder.size());
    name.id = std::string(folder.substr(0, end));
    std::erase(name.id, '-');
    name.message = in_words(folder.substr(std::min(end + 1, folder.size())));
    return name;
}

}  // namespace kiln::tool
