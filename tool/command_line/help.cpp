#include "tool/command_line/help.hpp"

#include "tool/report/wrap.hpp"

#include <algorithm>
#include <string_view>

namespace kiln::tool {
namespace {

constexpr std::size_t help_width = 80;
constexpr std::size_t verb_column = 18;
constexpr std::size_t option_column = 30;

/// `  left      right`: the right text wrapped, and below the left one where that is long.
std::string columns(std::string left, std::string_view right, std::size_t column) {
    left.insert(0, "  ");
    const std::string indent(column, ' ');
    if (left.size() + 2 > column) {
        left += "\n" + indent;
    } else {
        left.resize(column, ' ');
    }
    return left + wrap(right, help_width - column, indent) + "\n";
}

bool is_repeatable(const CLI::Option* option) {
    return option->get_expected_max() >= CLI::detail::expected_max_vector_size;
}

}  // namespace

HelpFormatter::HelpFormatter() {
    label("SUBCOMMAND", "VERB");
    label("OPTIONS", "options");
    label("Positionals", "Arguments");
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
    std::string text = app->get_description();
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return wrap(text, help_width, "") + "\n\n";
}

std::string HelpFormatter::make_subcommand(const CLI::App* verb) const {
    return columns(verb->get_name(), verb->get_description(), verb_column);
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
    std::string left = make_option_name(option, is_positional);
    if (!is_positional) {
        const std::size_t comma = left.find(',');
        if (comma != std::string::npos) left.insert(comma + 1, " ");
        if (left.starts_with("--")) left.insert(0, "    ");
    }
    std::string right = make_option_desc(option);
    if (!is_positional && option->get_required()) right += " (required)";
    if (!is_positional && is_repeatable(option)) right += " (repeatable)";
    if (!option->get_default_str().empty()) {
        right += " (default: " + option->get_default_str() + ")";
    }
    return columns(left + make_option_opts(option), right, option_column);
}

/// ` FILE`, ` text|json`; nothing for a flag, and nothing for an argument, whose name says it.
std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
    if (option->get_positional()) return is_repeatable(option) ? "..." : "";
    // A check of the values stands behind the type, as in `TEXT:{text,json}`.
    std::string type = option->get_type_name();
    const std::size_t choices = type.find(":{");
    if (choices != std::string::npos && type.ends_with('}')) {
        type = type.substr(choices + 2, type.size() - choices - 3);
        std::ranges::replace(type, ',', '|');
    }
    return type.empty() ? "" : " " + type;
}

}  // namespace kiln::tool
