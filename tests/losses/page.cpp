#include "tests/losses/page.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace kiln::tool {
namespace {

std::ifstream open_page(const char* name) {
    std::ifstream page(std::filesystem::path(KILN_DOCS_DIRECTORY) / name, std::ios::binary);
    EXPECT_TRUE(page.is_open()) << name;
    return page;
}

/// Revisions that begin with their ids; one without begins at the first line.
void add_parts(Case& example, const Lines& lines) {
    const std::string key = "-- revision: ";
    if (lines.empty() || !lines.front().starts_with(key)) {
        example.parts.push_back({"example", 1, {}});
    }
    for (const std::string& line : lines) {
        if (line.starts_with(key)) {
            example.parts.push_back({line.substr(key.size()), 1, {}});
        } else {
            example.parts.back().lines.push_back(line);
        }
    }
}

}  // namespace

std::vector<const Example*> RuleSection::marked(const std::string& mark) const {
    std::vector<const Example*> found;
    for (const Example& example : examples) {
        if (example.mark == mark) found.push_back(&example);
    }
    return found;
}

std::vector<RuleSection> sections_of(const char* name) {
    std::ifstream page = open_page(name);
    std::vector<RuleSection> sections(1);
    std::string mark;
    bool is_inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("```")) {
            is_inside = !is_inside;
            if (is_inside) sections.back().examples.push_back({mark, {}});
            mark.clear();
        } else if (is_inside) {
            sections.back().examples.back().lines.push_back(line);
        } else if (line.starts_with("### ")) {
            sections.push_back({line.substr(4), {}});
        } else if (line.starts_with("<!-- ")) {
            mark = line.substr(5, line.find(" -->") - 5);
        }
    }
    return sections;
}

Example only_example(const std::vector<RuleSection>& sections, const std::string& mark) {
    std::vector<const Example*> found;
    for (const RuleSection& section : sections) {
        for (const Example* each : section.marked(mark)) found.push_back(each);
    }
    EXPECT_EQ(found.size(), 1U) << mark;
    return found.empty() ? Example() : *found.front();
}

Case revisions_of(const Example& before, const Example& example) {
    Case revisions;
    add_parts(revisions, before.lines);
    add_parts(revisions, example.lines);
    return revisions;
}

}  // namespace kiln::tool
