#include "tool/command_line/front.hpp"

#include "src/database/sqlite/library_version.hpp"
#include "src/database/url.hpp"
#include "src/text/nearest.hpp"
#include "tool/command_line/parser.hpp"
#include "tool/report/diagnostics.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/version.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

void add_globals(Parser& parser, const Front& front, Globals& globals) {
    if (front.reads_settings) {
        parser.option("-c,--config", globals.config,
                      "The settings, instead of the kiln.toml of this folder or the nearest "
                      "above it",
                      {.type = "FILE"});
    }
    parser.option("--url", globals.url,
                  front.reads_settings
                      ? "The database, as in sqlite:///file.db, instead of KILN_URL or what the "
                        "settings say"
                      : "Another database than the program's own, as in sqlite:///file.db",
                  {.type = "URL"});
    parser.flag("-q,--quiet", globals.quiet, "Print nothing but answers and errors");
    parser.option("--diagnostics", globals.diagnostics, "How errors are printed",
                  {.choices = {"gcc", "msvc", "json", "sarif"}, .default_shown = true});
    parser.option("--color", globals.color, "Colours in errors; auto: on a terminal",
                  {.choices = {"auto", "always", "never"}, .default_shown = true});
    parser.version([&front] {
        std::string text =
            "kiln " KILN_VERSION_STRING "\nSQLite " + sqlite_library_version() + "\n";
        if (front.other_versions != nullptr) text += front.other_versions();
        text.pop_back();  // the parser ends the answer
        return text;
    });
}

/// Puts in the commands of the hint what has to be typed here: the program that runs, and for a
/// fault of its database what it was given, as `kiln repair` alone would look for the database
/// where the settings have it. A verb that this program does not have is kiln's.
void call_by_name(Diagnostic& diagnostic, const Front& front, const Globals& globals) {
    constexpr std::string_view name = "kiln";
    const int number = number_of(diagnostic.code);
    const bool of_database = number >= 400 && number < 500;
    const std::string call = of_database ? globals.call() : shown_shell_word(globals.program);
    for (auto at = diagnostic.hint_commands.rbegin(); at != diagnostic.hint_commands.rend(); ++at) {
        const std::string_view rest =
            std::string_view(diagnostic.hint).substr(*at + name.size() + 1);
        const std::string_view verb = rest.substr(0, rest.find_first_of(" '"));
        const auto is_verb = [&](const Verb& each) { return each.name == verb; };
        if (!std::any_of(front.verbs.begin(), front.verbs.end(), is_verb)) continue;
        diagnostic.hint.replace(*at, name.size(), call);
    }
    diagnostic.hint_commands.clear();
}

using Arguments = std::span<const char* const>;

/// Words that may repeat an argument, whole or from the slashes on, without the password that
/// it may hold: a URL may stand at any wrong place, and may hold blanks.
std::string without_passwords(std::string words, Arguments arguments) {
    const auto replace = [&words](std::string_view from, const std::string& to) {
        for (std::size_t at = words.find(from); at != std::string::npos;
             at = words.find(from, at + to.size())) {
            words.replace(at, from.size(), to);
        }
    };
    for (const std::string_view argument : arguments) {
        const std::size_t slashes = argument.find("://");
        if (slashes == std::string_view::npos) continue;
        const std::string shown = hide_password(argument);
        if (shown == argument) continue;
        replace(argument, shown);
        if (argument.size() > slashes + 3) replace(argument.substr(slashes + 1), "//…");
    }
    return words;
}

void report(std::vector<Diagnostic> diagnostics, const Front& front, const Globals& globals,
            Arguments arguments) {
    // Forges want a log of no results too: an empty file is a fault to them.
    if (diagnostics.empty() && globals.format() != DiagnosticFormat::sarif) return;
    for (Diagnostic& diagnostic : diagnostics) {
        call_by_name(diagnostic, front, globals);
        diagnostic.message = without_passwords(std::move(diagnostic.message), arguments);
        diagnostic.hint = without_passwords(std::move(diagnostic.hint), arguments);
    }
    const bool color =
        globals.color == "always" || (globals.color == "auto" && error_is_terminal());
    print_error(format_diagnostics(diagnostics, globals.format(), color));
}

int usage(const Globals& globals, std::string message) {
    if (message[0] >= 'A' && message[0] <= 'Z') message[0] = static_cast<char>(message[0] + 32);
    const std::string program = escape(shown_shell_word(globals.program));
    print_error(program + ": " + escape(hide_passwords(message)) + "\n");
    print_error("hint: " + program + " --help, or " + program + " VERB --help\n");
    return 2;
}

/// What is wrong where no verb was understood: the first word that is none, with the nearest
/// verb.
std::string missing_verb(const std::vector<std::string>& words, const Front& front) {
    if (words.empty()) return "no verb is given";
    std::vector<std::string> names;
    for (const Verb& verb : front.verbs) names.emplace_back(verb.name);
    const std::size_t near = kiln::nearest(words.front(), names);
    std::string message = "unknown verb '" + words.front() + "'";
    if (near < names.size()) message += "; did you mean '" + names[near] + "'?";
    return message;
}

int run(const Action& action, const Front& front, const Globals& globals, Arguments arguments) {
    std::vector<Diagnostic> diagnostics;
    try {
        action(diagnostics);
        report(std::move(diagnostics), front, globals, arguments);
        return 0;
    } catch (const kiln::Error& error) {
        diagnostics.insert(diagnostics.end(), error.diagnostics().begin(),
                           error.diagnostics().end());
        report(std::move(diagnostics), front, globals, arguments);
        return 1;
    } catch (const UsageError& error) {
        return usage(globals, without_passwords(error.message, arguments));
    }
}

DescribedProgram describe(const Front& front, const std::string& program) {
    Globals unused;
    Parser own(front.description, program);
    add_globals(own, front, unused);
    DescribedProgram described{program, front.description, own.options(), {}};
    for (const Verb& verb : front.verbs) {
        Parser parser("", "");
        verb.add(parser, unused);
        described.verbs.push_back(
            {std::string(verb.name), std::string(verb.summary), parser.options()});
    }
    return described;
}

/// The verbs that the arguments may call, by any of their words: to make a parser for each of the
/// others takes as long as to read dozens of files. All of them, where they will be listed.
std::vector<const Verb*> verbs_for(const Front& front, Arguments arguments) {
    std::vector<const Verb*> named;
    for (const Verb& verb : front.verbs) {
        if (std::ranges::find(arguments, verb.name) != arguments.end()) named.push_back(&verb);
    }
    const bool may_ask_for_help = std::ranges::any_of(arguments, [](std::string_view argument) {
        return argument.starts_with('-') && argument.find('h') != std::string_view::npos;
    });
    if (!named.empty() && !may_ask_for_help) return named;
    named.clear();
    for (const Verb& verb : front.verbs) named.push_back(&verb);
    return named;
}

int parse_and_run(int argc, const char* const* argv, const Front& front, Globals& globals) {
    const Arguments arguments(argv, static_cast<std::size_t>(argc));
    const std::string program = front.program.empty() && argc > 0 ? argv[0] : front.program;
    Parser parser(front.description, program);
    add_globals(parser, front, globals);
    globals.program = program;
    globals.describe = [&] { return describe(front, program); };
    Action action;
    for (const Verb* verb : verbs_for(front, arguments)) {
        parser.add_verb(std::string(verb->name), std::string(verb->summary),
                        [&, verb](Parser& own) {
                            own.footer("Options of all verbs: " + program + " --help");
                            action = verb->add(own, globals);
                        });
    }
    parser.footer("These options stand before or after the verb. Its own: " + program +
                  " VERB --help");
    if (argc <= 1) {
        print(parser.help());
        return 0;
    }
    const Parsed parsed = parser.parse(argc, argv);
    switch (parsed.outcome) {
        case Parsed::Outcome::verb:
            break;
        case Parsed::Outcome::answer:
            print(parsed.text);
            return 0;
        case Parsed::Outcome::no_verb:
            return usage(globals,
                         without_passwords(missing_verb(parsed.remaining, front), arguments));
        case Parsed::Outcome::wrong: {
            std::string text = parsed.text;
            if (!parsed.example.empty()) {
                text += ", as in '" + shown_shell_word(program) + " " + parsed.example + "'";
            }
            return usage(globals, without_passwords(std::move(text), arguments));
        }
    }
    return run(action, front, globals, arguments);
}

}  // namespace

std::string Globals::call() const {
    std::string text = shown_shell_word(program);
    if (config) text += " -c " + shown_shell_word(*config);
    if (!url.empty()) text += " --url " + shown_shell_word(hide_password(url));
    return text;
}

int run_front(int argc, const char* const* argv, const Front& front, Globals& globals) {
    try {
        return parse_and_run(argc, argv, front, globals);
    } catch (const std::bad_alloc&) {
        print_error("kiln: out of memory\n");
    } catch (const Error& error) {
        print_error("kiln: " + hide_passwords(error.what()) + "\n");
    } catch (const std::exception& error) {
        print_error("kiln: internal error: " + escape(hide_passwords(error.what())) + "\n");
    }
    return 1;
}

}  // namespace kiln::tool
