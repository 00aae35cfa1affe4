#include "tool/report/manual_pages.hpp"

#include <kiln/version.hpp>

#include <algorithm>

namespace kiln::tool {
namespace {

/// Text as roff shows it to the letter. A line that begins with a dot would be a request.
std::string roff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
            out += "\\&";
            out += c;
        } else {
            out += c;
        }
    }
    return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

std::string title(const std::string& name) {
    return ".TH " + upper(name) + " 1 \"\" \"kiln " KILN_VERSION_STRING "\" \"Kiln\"\n";
}

std::string name_section(const std::string& name, const std::string& summary) {
    return ".SH NAME\n" + roff(name) + " \\- " + roff(summary) + "\n";
}

std::string tagged(const DescribedOption& option) {
    std::string text = ".TP\n";
    for (const std::string& name : option.names) {
        if (&name != &option.names.front()) text += ", ";
        text += option.is_argument ? italic(name) : bold(name);
    }
    if (option.takes_value()) text += " " + italic(option.value());
    text += "\n" + roff(option.description);
    if (option.is_required && !option.is_argument) text += " (required)";
    if (option.is_repeatable && !option.is_argument) text += " (repeatable)";
    if (!option.default_value.empty()) text += " (default: " + roff(option.default_value) + ")";
    return text + "\n";
}

std::string section(std::string_view heading, const std::vector<DescribedOption>& options,
                    bool arguments) {
    std::string text;
    for (const DescribedOption& option : options) {
        if (option.is_argument == arguments) text += tagged(option);
    }
    return text.empty() ? text : ".SH " + std::string(heading) + "\n" + text;
}

std::string program_page(const DescribedProgram& program) {
    std::string text = title(program.name) + name_section(program.name, program.description) +
                       ".SH SYNOPSIS\n" + bold(program.name) + " [" + italic("options") + "] " +
                       italic("verb") + " ...\n.SH VERBS\n";
    for (const DescribedVerb& verb : program.verbs) {
        text += ".TP\n" + bold(verb.name) + "\n" + roff(verb.summary) + "\n";
    }
    text += section("OPTIONS", program.options, false);
    text +=
        ".PP\nThese stand before or after the verb.\n"
        ".SH EXIT STATUS\n0: done; 1: an error; 2: wrong usage.\n"
        ".SH ENVIRONMENT\n.TP\n.B KILN_URL\nThe database, where no \\fB\\-\\-url\\fR names one.\n"
        ".SH FILES\n.TP\n.I kiln.toml\nThe settings, in the working directory or the nearest "
        "folder above it.\n.SH SEE ALSO\n";
    for (const DescribedVerb& verb : program.verbs) {
        if (&verb != &program.verbs.front()) text += ",\n";
        text += bold(program.name + "-" + verb.name) + "(1)";
    }
    return text + "\n";
}

std::string verb_page(const DescribedProgram& program, const DescribedVerb& verb) {
    const std::string name = program.name + "-" + verb.name;
    std::string text = title(name) + name_section(name, verb.summary) + ".SH SYNOPSIS\n" +
                       bold(program.name + " " + verb.name) + " [" + italic("options") + "]";
    for (const DescribedOption& option : verb.options) {
        if (!option.is_argument) continue;
        const std::string word =
            italic(option.names.front()) + (option.is_repeatable ? " ..." : "");
        text += option.is_required ? " " + word : " [" + word + "]";
    }
    text +=
        "\n" + section("ARGUMENTS", verb.options, true) + section("OPTIONS", verb.options, false);
    return text + ".SH SEE ALSO\n" + bold(program.name) + "(1), for the options of all verbs\n";
}

}  // namespace

std::vector<Page> manual_pages(const DescribedProgram& program) {
    std::vector<Page> pages{{"man/man1/" + program.name + ".1", program_page(program)}};
    for (const DescribedVerb& verb : program.verbs) {
        pages.push_back(
            {"man/man1/" + program.name + "-" + verb.name + ".1", verb_page(program, verb)});
    }
    return pages;
}

}  // namespace kiln::tool
