#pragma once
// The parser of a command line: verbs, their options and arguments, and the help of all. What
// parses stands behind it, in one source: its headers cost more than all of ours.

#include "tool/report/described.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace kiln::tool {

/// What an option or argument takes.
struct Takes {
    std::string_view type =
        {};  ///< its word in the help, such as FILE; with choices they stand there
    std::vector<std::string> choices = {};
    bool required = false;
    bool several = false;           ///< an option takes all words up to the next one
    bool default_shown = false;     ///< the help tells the value that is there already
    std::string_view example = {};  ///< of a call, for where a required argument is left out
};

/// How the arguments were understood.
struct Parsed {
    enum class Outcome : std::uint8_t { verb, answer, no_verb, wrong };
    Outcome outcome;
    std::string text;                    ///< an answer: the help or the version; or what is wrong
    std::vector<std::string> remaining;  ///< where there is no verb: the words that are none
    std::string example;                 ///< wrong: a call that would do, from the verb on
};

/// Of a program, or of one of its verbs. Names are as in `-v,--verbose`. Values must outlive it.
class Parser {
public:
    Parser(std::string description, std::string program);
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser();

    void flag(const std::string& names, bool& value, const std::string& description);
    void option(const std::string& names, std::string& value, const std::string& description,
                const Takes& takes);
    void option(const std::string& names, std::optional<std::string>& value,
                const std::string& description, const Takes& takes);
    /// May be given several times, each time with one value, or with `several`.
    void option(const std::string& names, std::vector<std::string>& values,
                const std::string& description, const Takes& takes);
    void argument(const std::string& name, std::string& value, const std::string& description,
                  const Takes& takes = {});
    /// One or more words; none, where they are not required.
    void argument(const std::string& name, std::vector<std::string>& values,
                  const std::string& description, const Takes& takes = {});

    /// `--version`, which prints this.
    void version(std::function<std::string()> text);
    /// The last line of the help.
    void footer(const std::string& line);
    /// A verb, which takes the program's own options too. The program needs one. `describe` adds
    /// the verb's own, once it is the verb: those of all take longer than most verbs.
    void add_verb(const std::string& name, const std::string& summary,
                  std::function<void(Parser& verb)> describe);

    Parsed parse(int argc, const char* const* argv);
    std::string help() const;

    /// Its own, `--help` too.
    std::vector<DescribedOption> options() const;

private:
    explicit Parser(CLI::App& verb);
    void set_up(CLI::Option* option, const Takes& takes);
    std::string example_of_missing() const;

    std::unique_ptr<CLI::App> owned_;
    CLI::App* app_;
    std::vector<std::pair<const CLI::Option*, std::string>> examples_;
    std::vector<std::unique_ptr<Parser>> verbs_;
};

}  // namespace kiln::tool
