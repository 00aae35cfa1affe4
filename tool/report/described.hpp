#pragma once
// A program as its help describes it, for what is made of that besides the help.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// An option, or an argument.
struct DescribedOption {
    std::vector<std::string> names;  ///< as they are written: `-m`, `--message`; of an argument one
    std::string description;
    std::string type;  ///< the word for what it takes; none of a flag, and of an argument
    std::vector<std::string> choices;
    std::string default_value;
    bool is_argument = false;
    bool is_required = false;
    bool is_repeatable = false;

    bool takes_value() const { return !is_argument && (!type.empty() || !choices.empty()); }
    /// `FILE`, `text|json`
    std::string value() const;
};

struct DescribedVerb {
    std::string name;
    std::string summary;
    std::vector<DescribedOption> options;
};

struct DescribedProgram {
    std::string name;
    std::string description;
    std::vector<DescribedOption> options;  ///< of all verbs
    std::vector<DescribedVerb> verbs;
};

/// What a shell can offer for a value or an argument, where it has no choices.
enum class Offered : std::uint8_t { nothing, files, folders, revisions };

Offered offered_for(const DescribedOption& option);

struct Page {
    std::string path;  ///< below a prefix's share/
    std::string text;
};

}  // namespace kiln::tool
