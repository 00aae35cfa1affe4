#include "tool/command_line/parser.hpp"

#include "src/text/nearest.hpp"
#include "tool/report/wrap.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <span>
#include <sstream>
#include <utility>

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

/// A check of the values stands behind the type, as in `TEXT:{text,json}`.
std::vector<std::string> choices_of(const CLI::Option* option) {
    const std::string type = option->get_type_name();
    const std::size_t begin = type.find(":{");
    if (begin == std::string::npos || !type.ends_with('}')) return {};
    return CLI::detail::split(type.substr(begin + 2, type.size() - begin - 3), ',');
}

/// Two columns within 80, the right one wrapped: CLI11's own formatter does that from 2.5 on only.
class HelpFormatter : public CLI::Formatter {
public:
    HelpFormatter();

    std::string make_description(const CLI::App* app) const override;
    std::string make_subcommand(const CLI::App* verb) const override;
    std::string make_option(const CLI::Option* option, bool is_positional) const override;
    std::string make_option_opts(const CLI::Option* option) const override;
};

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
    const std::vector<std::string> choices = choices_of(option);
    const std::string type =
        choices.empty() ? option->get_type_name() : CLI::detail::join(choices, "|");
    return type.empty() ? "" : " " + type;
}

/// `; did you mean '--format'?` for an option of the verb or the program that looks like `word`.
std::string nearest_option(const CLI::App& app, const std::string& word) {
    std::vector<std::string> names;
    const auto add = [&names](const CLI::App& each) {
        for (const CLI::Option* option : each.get_options()) {
            for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
        }
    };
    for (const CLI::App* verb : app.get_subcommands()) add(*verb);
    add(app);
    const std::size_t near = kiln::nearest(word.substr(0, word.find('=')), names);
    return near < names.size() ? "; did you mean '" + names[near] + "'?" : "";
}

/// What the words are that have no place, in the order in which they were written. A word in the
/// place of the verb may stand before one that is the name of a verb.
Parsed not_expected(const CLI::App& app, std::span<const char* const> arguments) {
    const std::vector<std::string> left = app.remaining(true);
    std::vector<std::string> words;
    std::string verb;
    if (!app.get_subcommands().empty()) verb = app.get_subcommands().front()->get_name();
    bool behind_verb = false;
    std::string option;
    for (const std::string argument : arguments.subspan(1)) {
        const bool is_left = std::ranges::find(left, argument) != left.end();
        behind_verb = behind_verb || argument == verb;
        if (!is_left) continue;
        if (!argument.starts_with('-')) {
            // Behind an option that there is not it may be the value.
            if (!behind_verb && option.empty()) {
                return {Parsed::Outcome::no_verb, {}, {argument}, {}};
            }
        } else if (option.empty()) {
            option = argument;
        }
        words.push_back(argument);
    }
    std::string text = words.size() > 1 ? "the following arguments were not expected:"
                                        : "the following argument was not expected:";
    for (const std::string& word : words) text += " " + word;
    return {Parsed::Outcome::wrong, text + nearest_option(app, option), {}, {}};
}

/// What the parser answers itself.
std::string answer(const CLI::App& app, const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream unused;
    app.exit(error, out, unused);
    return out.str();
}

/// The answer to `--version`, where it stands.
std::optional<std::string> asked_version(CLI::App& app) {
    CLI::Option* const version = app.get_version_ptr();
    if (version == nullptr || version->count() == 0) return std::nullopt;
    try {
        version->run_callback();
    } catch (const CLI::CallForVersion& asked) {
        return answer(app, asked);
    }
    return std::nullopt;
}

}  // namespace

Parser::Parser(std::string description, std::string program)
    : owned_(std::make_unique<CLI::App>(std::move(description), std::move(program))),
      app_(owned_.get()) {
    app_->formatter(std::make_shared<HelpFormatter>());
    // Of Windows too, where '/' would begin an option and not a path.
    app_->allow_windows_style_options(false);
    app_->set_help_flag("-h,--help", "Print this help");
}

Parser::Parser(CLI::App& verb) : app_(&verb) {}

Parser::~Parser() = default;

void Parser::set_up(CLI::Option* option, const Takes& takes) {
#ifdef _WIN32
    // Either slash parts the names of folders there; all of Kiln looks for this one.
    DescribedOption described;
    described.names = {option->get_name()};
    described.type = takes.type;
    described.is_argument = option->get_positional();
    const Offered offered = offered_for(described);
    if (offered == Offered::files || offered == Offered::folders) {
        option->transform(CLI::Validator(
            [](std::string& text) {
                std::ranges::replace(text, '\\', '/');
                return std::string();
            },
            ""));
    }
#endif
    if (!takes.type.empty()) option->type_name(std::string(takes.type));
    if (takes.default_shown) option->capture_default_str();
    if (!takes.choices.empty()) option->check(CLI::IsMember(takes.choices));
    if (!takes.example.empty()) examples_.emplace_back(option, takes.example);
    option->required(takes.required);
}

void Parser::flag(const std::string& names, bool& value, const std::string& description) {
    app_->add_flag(names, value, description);
}

void Parser::option(const std::string& names, std::string& value, const std::string& description,
                    const Takes& takes) {
    set_up(app_->add_option(names, value, description), takes);
}

void Parser::option(const std::string& names, std::optional<std::string>& value,
                    const std::string& description, const Takes& takes) {
    set_up(app_->add_option(names, value, description), takes);
}

void Parser::option(const std::string& names, std::vector<std::string>& values,
                    const std::string& description, const Takes& takes) {
    CLI::Option* const option = app_->add_option(names, values, description);
    set_up(option, takes);
    option->take_all()->allow_extra_args(takes.several);
}

void Parser::argument(const std::string& name, std::string& value, const std::string& description,
                      const Takes& takes) {
    set_up(app_->add_option(name, value, description), takes);
}

void Parser::argument(const std::string& name, std::vector<std::string>& values,
                      const std::string& description, const Takes& takes) {
    set_up(app_->add_option(name, values, description), takes);
}

void Parser::version(std::function<std::string()> text) {
    app_->set_version_flag("--version", std::move(text), "Print the version");
}

void Parser::footer(const std::string& line) { app_->footer(line); }

void Parser::add_verb(const std::string& name, const std::string& summary,
                      std::function<void(Parser& verb)> describe) {
    app_->require_subcommand(1);
    app_->fallthrough();
    CLI::App* verb = app_->add_subcommand(name, summary);
    verb->group("Verbs");
    // Makes CLI11 tell what a verb lacks before it thinks of the program's own help.
    verb->parse_complete_callback([] {});
    Parser& own = *verbs_.emplace_back(new Parser(*verb));
    verb->preparse_callback([&own, describe = std::move(describe)](std::size_t) { describe(own); });
}

Parsed Parser::parse(int argc, const char* const* argv) {
    using Outcome = Parsed::Outcome;
    try {
        app_->parse(argc, argv);
    } catch (const CLI::ExtrasError&) {
        return not_expected(*app_, std::span(argv, static_cast<std::size_t>(argc)));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return {Outcome::answer, answer(*app_, error), {}, {}};
        const bool lacks = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
        if (lacks) {
            // CLI11 tells what a verb lacks before it looks at what stands before the verb.
            if (app_->get_help_ptr()->count() > 0) return {Outcome::answer, help(), {}, {}};
            if (auto version = asked_version(*app_)) {
                return {Outcome::answer, *std::move(version), {}, {}};
            }
            if (!app_->remaining(true).empty()) {
                return not_expected(*app_, std::span(argv, static_cast<std::size_t>(argc)));
            }
            if (app_->get_subcommands().empty()) return {Outcome::no_verb, {}, {}, {}};
        }
        return {Outcome::wrong, error.what(), {}, lacks ? example_of_missing() : std::string()};
    }
    return {Outcome::verb, {}, {}, {}};
}

/// Of the verb that was called.
std::string Parser::example_of_missing() const {
    for (const auto& verb : verbs_) {
        if (!app_->got_subcommand(verb->app_)) continue;
        for (const auto& [option, example] : verb->examples_) {
            if (option->count() == 0) return example;
        }
    }
    return {};
}

std::string Parser::help() const { return app_->help(); }

std::vector<DescribedOption> Parser::options() const {
    std::vector<DescribedOption> options;
    for (const CLI::Option* option : std::as_const(*app_).get_options()) {
        DescribedOption& described = options.emplace_back();
        described.is_argument = option->get_positional();
        if (described.is_argument) {
            described.names = {option->get_name()};
        } else {
            for (const std::string& name : option->get_snames()) {
                described.names.push_back("-" + name);
            }
            for (const std::string& name : option->get_lnames()) {
                described.names.push_back("--" + name);
            }
        }
        described.description = option->get_description();
        described.choices = choices_of(option);
        if (described.choices.empty() && !described.is_argument) {
            described.type = option->get_type_name();
        }
        described.default_value = option->get_default_str();
        described.is_required = option->get_required();
        described.is_repeatable = is_repeatable(option);
    }
    return options;
}

}  // namespace kiln::tool
