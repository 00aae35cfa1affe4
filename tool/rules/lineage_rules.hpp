#pragma once
// The rules that go by which table is which behind a section.

#include "src/text/hint.hpp"
#include "tool/replay/passage.hpp"
#include "tool/rules/lineage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// A passage and what its statements did to the tables of before.
class Passed {
public:
    explicit Passed(const Passage& passage);

    const Passage& passage() const { return passage_; }
    const Lineage& lineage() const { return lineage_; }
    std::size_t offset(std::size_t statement) const {
        return passage_.statements[statement].offset;
    }

    /// Of a table or column of before (folded): as it is written.
    std::string written(const std::string& table) const;
    std::string written(const std::string& table, const std::string& column) const;

    /// False for a shadow table, and for FTS5 and FTS4 with `content=`, whose rows are elsewhere.
    bool holds_data(const std::string& table) const;

    /// In a downgrade, by names of before it: what its own upgrade made.
    bool is_taken_back(const std::string& table) const;
    bool is_taken_back(const std::string& table, const std::string& column) const;
    /// In a downgrade: its upgrade set this column in all rows.
    bool was_set_in_all_rows(const std::string& table, const std::string& column) const;

private:
    const SchemaObject* object(const std::string& table) const;
    bool upgrade_changed(const std::string& table) const;

    const Passage& passage_;
    Lineage lineage_;
    std::optional<Lineage> upgrade_;
};

/// Adds what it finds.
using LineageRule = void (*)(const Passed& passed, std::vector<Diagnostic>& found);

/// Shows each passage to all of these rules.
class LineageRules : public Inspector {
public:
    explicit LineageRules(std::vector<LineageRule> rules) : rules_(std::move(rules)) {}
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override;

private:
    std::vector<LineageRule> rules_;
};

/// Behind a statement: how to say that it is meant.
Hint hint_to_allow(Code rule);

}  // namespace kiln::tool
