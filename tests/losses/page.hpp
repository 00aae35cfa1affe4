#pragma once
// The examples of docs/checks.md: blocks with a mark above them, `<!-- faulty -->`.

#include "tests/losses/case.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

struct Example {
    std::string mark;  ///< `faulty`
    Lines lines;
};

struct RuleSection {
    std::string title;  ///< `K601 fails on rows`
    std::vector<Example> examples;

    std::string code() const { return title.substr(0, title.find(' ')); }
    std::vector<const Example*> marked(const std::string& mark) const;
    /// Of K621 and above: it is tried on a server.
    bool is_of_servers() const { return code() >= "K621"; }
};

/// By headings of the third level, the first for what stands above all of these; with the blocks
/// that have a mark.
std::vector<RuleSection> sections_of(const char* name);

/// The one block of all that has this mark.
Example only_example(const std::vector<RuleSection>& sections, const std::string& mark);

/// The revisions of `before`, and those of the example behind them.
Case revisions_of(const Example& before, const Example& example);

}  // namespace kiln::tool
