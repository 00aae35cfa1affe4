#include "tool/report/completion_scripts.hpp"

#include "tool/report/shell_word.hpp"

#include <initializer_list>
#include <utility>

namespace kiln::tool {
namespace {

/// The ids of `kiln history`, whose lines are `<base> -> a1 (head), message` or `a1, b1 -> c1`.
constexpr std::string_view list_revisions =
    "kiln history 2>/dev/null | sed -n 's/^[^-]*-> \\([A-Za-z0-9_]*\\).*/\\1/p'";
constexpr std::string_view revision_words = "heads head base current";

std::string joined(const std::vector<std::string>& words, std::string_view between) {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

/// The script with what stands for `@name@` in it, each once.
std::string filled(std::string_view script,
                   std::initializer_list<std::pair<std::string_view, std::string>> parts) {
    std::string text(script);
    const auto fill = [&text](std::string_view name, std::string_view with) {
        const std::string mark = "@" + std::string(name) + "@";
        const std::size_t at = text.find(mark);
        if (at != std::string::npos) text.replace(at, mark.size(), with);
    };
    fill("words", revision_words);
    fill("revisions", list_revisions);
    for (const auto& [name, with] : parts) fill(name, with);
    return text;
}

std::string option_names(const std::vector<DescribedOption>& options) {
    std::vector<std::string> names;
    for (const DescribedOption& option : options) {
        if (!option.is_argument)
            names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return joined(names, " ");
}

std::string_view bash_kind(const DescribedOption& option) {
    switch (offered_for(option)) {
        case Offered::files:
            return "files";
        case Offered::folders:
            return "folders";
        case Offered::revisions:
            return "revisions";
        case Offered::nothing:
            break;
    }
    return "nothing";
}

/// What stands behind an option that takes a value. `verb` is a pattern.
std::string bash_values(const std::string& verb, const std::vector<DescribedOption>& options) {
    std::string text;
    for (const DescribedOption& option : options) {
        if (!option.takes_value()) continue;
        std::string patterns;
        for (const std::string& name : option.names) {
            patterns.append(patterns.empty() ? "" : "|").append(verb);
            patterns.append("\" ").append(name).append("\"");
        }
        text.append("        ").append(patterns).append(") ");
        if (option.choices.empty()) {
            text += "kind=" + std::string(bash_kind(option));
        } else {
            text += "kind=words words='" + joined(option.choices, " ") + "'";
        }
        text += " ;;\n";
    }
    return text;
}

std::string bash_script(const DescribedProgram& program) {
    std::vector<std::string> with_value;
    for (const DescribedOption& option : program.options) {
        if (!option.takes_value()) continue;
        with_value.insert(with_value.end(), option.names.begin(), option.names.end());
    }
    std::vector<std::string> verbs;
    std::string cases;
    std::string values = bash_values("*", program.options);
    for (const DescribedVerb& verb : program.verbs) {
        verbs.push_back(verb.name);
        cases += "        " + verb.name + ") options+=' " + option_names(verb.options) + "'";
        for (const DescribedOption& option : verb.options) {
            if (option.is_argument) cases += " kind=" + std::string(bash_kind(option));
        }
        cases += " ;;\n";
        values += bash_values(verb.name, verb.options);
    }
    return filled(R"sh(# bash completion of kiln: what `kiln pages` wrote

_kiln() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    if [[ $current == "=" ]]; then
        current=
    elif [[ $before == "=" ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    local verbs='@verbs@' verb= i
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case ${COMP_WORDS[i]} in
            @with_value@)
                [[ ${COMP_WORDS[i + 1]} == "=" ]] && ((++i))
                ((++i)) ;;
            -*) ;;
            # Of a URL that the colons broke into words, none is a verb.
            *) [[ " $verbs " == *" ${COMP_WORDS[i]} "* ]] && verb=${COMP_WORDS[i]} && break ;;
        esac
    done
    local options='@options@' kind=words words=
    case $verb in
        '') words=$verbs ;;
@cases@    esac
    [[ $current == -* ]] && kind=words words=$options
    case $verb" "$before in
@values@    esac
    [[ $kind == revisions ]] && words="@words@ $(@revisions@)"
    local IFS=$' \t\n'
    case $kind in
        words|revisions) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
        files) IFS=$'\n'; COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null ;;
        folders) IFS=$'\n'; COMPREPLY=($(compgen -d -- "$current")); compopt -o filenames 2>/dev/null ;;
        *) COMPREPLY=() ;;
    esac
}
complete -F _kiln kiln
)sh",
                  {{"with_value", joined(with_value, "|")},
                   {"options", option_names(program.options)},
                   {"verbs", joined(verbs, " ")},
                   {"cases", cases},
                   {"values", values}});
}

/// Within `[…]` of a specification of zsh's _arguments, or behind its colons.
std::string zsh_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string zsh_action(const DescribedOption& option) {
    if (!option.choices.empty()) return "(" + joined(option.choices, " ") + ")";
    switch (offered_for(option)) {
        case Offered::files:
            return "_files";
        case Offered::folders:
            return "_files -/";
        case Offered::revisions:
            return "_kiln_revisions";
        case Offered::nothing:
            break;
    }
    return " ";
}

std::string zsh_option(const DescribedOption& option) {
    if (option.is_argument) {
        const std::string spec = std::string(option.is_repeatable ? "*" : "") + ":" +
                                 zsh_text(option.names.front()) + ":" + zsh_action(option);
        return posix_word(spec);
    }
    std::string rest = "[" + zsh_text(option.description) + "]";
    if (option.takes_value()) {
        rest +=
            ":" + zsh_text(option.type.empty() ? "value" : option.type) + ":" + zsh_action(option);
    }
    std::string text;
    const std::string others = option.is_repeatable ? "*" : "(" + joined(option.names, " ") + ")";
    for (const std::string& name : option.names) {
        const bool takes_joined = option.takes_value() && name.starts_with("--");
        if (!text.empty()) text += " ";
        std::string spec = others;
        spec.append(name).append(takes_joined ? "=" : "").append(rest);
        text += posix_word(spec);
    }
    return text;
}

std::string zsh_options(const std::vector<DescribedOption>& options, const std::string& indent) {
    std::string text;
    for (const DescribedOption& option : options) text += indent + zsh_option(option);
    return text;
}

std::string zsh_script(const DescribedProgram& program) {
    std::string verbs;
    std::string cases;
    for (const DescribedVerb& verb : program.verbs) {
        verbs += "\n                " + posix_word(verb.name + ":" + zsh_text(verb.summary));
        cases += "                " + verb.name + ")\n                    _arguments $of_all" +
                 zsh_options(verb.options, " \\\n                        ") + " ;;\n";
    }
    return filled(R"sh(#compdef kiln
# zsh completion of kiln: what `kiln pages` wrote

_kiln_revisions() {
    local -a revisions
    revisions=(@words@ ${(f)"$(@revisions@)"})
    compadd -a revisions
}

_kiln() {
    local context state line
    typeset -A opt_args
    local -a of_all verbs
    of_all=(@options@)
    _arguments -C $of_all '1: :->verb' '*:: :->rest'
    case $state in
        verb)
            verbs=(@verbs@)
            _describe verb verbs ;;
        rest)
            case $words[1] in
@cases@            esac ;;
    esac
}

_kiln "$@"
)sh",
                  {{"options", zsh_options(program.options, "\n        ")},
                   {"verbs", verbs},
                   {"cases", cases}});
}

std::string fish_word(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\\' || c == '\'') out += '\\';
        out += c;
    }
    return out + "'";
}

/// What may stand there, as an option of fish's `complete`.
std::string fish_offer(const DescribedOption& option) {
    if (!option.choices.empty()) return " -a " + fish_word(joined(option.choices, " "));
    switch (offered_for(option)) {
        case Offered::files:
            return " -F";
        case Offered::folders:
            return " -a '(__fish_complete_directories (commandline -ct))'";
        case Offered::revisions:
            return " -a '(__kiln_revisions)'";
        case Offered::nothing:
            break;
    }
    return "";
}

std::string fish_options(const std::vector<DescribedOption>& options, const std::string& when) {
    std::string text;
    for (const DescribedOption& option : options) {
        const std::string offer = fish_offer(option);
        if (option.is_argument) {
            if (!offer.empty()) {
                text.append("complete -c kiln").append(when).append(offer).append("\n");
            }
            continue;
        }
        text.append("complete -c kiln").append(when);
        for (const std::string& name : option.names) {
            const bool is_long = name.starts_with("--");
            text += (is_long ? " -l " : " -s ") + name.substr(is_long ? 2 : 1);
        }
        if (option.takes_value()) {
            text += offered_for(option) == Offered::files ? " -r" : " -x";
            text += offer;
        }
        text += " -d " + fish_word(option.description) + "\n";
    }
    return text;
}

std::string fish_script(const DescribedProgram& program) {
    std::string text =
        "# fish completion of kiln: what `kiln pages` wrote\n\n"
        "function __kiln_revisions\n    string split ' ' " +
        fish_word(revision_words) + "\n    " + std::string(list_revisions) +
        "\nend\n\ncomplete -c kiln -f\n" + fish_options(program.options, "");
    for (const DescribedVerb& verb : program.verbs) {
        text += "complete -c kiln -n __fish_use_subcommand -a " + verb.name + " -d " +
                fish_word(verb.summary) + "\n";
    }
    for (const DescribedVerb& verb : program.verbs) {
        text += fish_options(verb.options, " -n '__fish_seen_subcommand_from " + verb.name + "'");
    }
    return text;
}

}  // namespace

std::vector<Page> completion_scripts(const DescribedProgram& program) {
    return {{"bash-completion/completions/kiln", bash_script(program)},
            {"zsh/site-functions/_kiln", zsh_script(program)},
            {"fish/vendor_completions.d/kiln.fish", fish_script(program)}};
}

}  // namespace kiln::tool
