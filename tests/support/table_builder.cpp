#include "tests/support/table_builder.hpp"

#include <kiln/operations.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace kiln::support {
namespace {

constexpr Dialect sqlite_only[] = {Dialect::sqlite};

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

Script make_script(const Text& piece, bool no_transaction) {
    Script script;
    if (!piece.empty()) script.pieces = Range<Text>(&piece, 1);
    script.line = 5;
    script.no_transaction = no_transaction;
    return script;
}

}  // namespace

std::vector<GraphNode> parse_graph(std::string_view text) {
    std::vector<GraphNode> nodes;
    std::istringstream stream{std::string(text)};
    for (std::string statement; std::getline(stream, statement, ';');) {
        const std::vector<std::string> words = words_of(statement);
        if (words.empty()) continue;
        GraphNode node;
        node.revision = words.front();
        std::vector<std::string>* list = nullptr;
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (words[i] == "<") {
                list = &node.down_revisions;
            } else if (words[i] == "needs") {
                list = &node.depends_on;
            } else if (words[i] == "label") {
                list = &node.branch_labels;
            } else if (list == nullptr) {
                throw std::invalid_argument("not a graph: " + statement);
            } else {
                list->push_back(words[i]);
            }
        }
        nodes.push_back(std::move(node));
    }
    return nodes;
}

TestTable::TestTable(std::span<const GraphNode> nodes,
                     const std::map<std::string, TestScripts>& scripts)
    : graph_(build_graph(nodes)) {
    if (!graph_.faults.empty()) throw std::invalid_argument("the graph has faults");
    migrations_.reserve(nodes.size());
    for (std::size_t position = 0; position < graph_.order.size(); ++position) {
        const GraphNode& node = nodes[graph_.order[position]];
        const auto found = scripts.find(node.revision);
        migrations_.push_back(
            make_migration(node, position, found == scripts.end() ? TestScripts() : found->second));
    }
    table_.migrations = {migrations_.data(), migrations_.size()};
    table_.dialects = sqlite_only;
    table_.heads = {graph_.heads.data(), graph_.heads.size()};
    table_.real_heads = {graph_.real_heads.data(), graph_.real_heads.size()};
    table_.drivers = sqlite_drivers;
    for (const Migration& migration : migrations_) {
        if (!migration.is_code) continue;
        table_.run_code = detail::code_runner;
        table_.drivers = sqlite_code_drivers;
    }
}

TestTable::TestTable(std::string_view graph, const std::map<std::string, TestScripts>& scripts)
    : TestTable(parse_graph(graph), scripts) {}

TestTable&& TestTable::for_dialect(const Dialect& dialect, const DriverFunction& driver) && {
    for (Memory& memory : memory_) memory.scripts.dialect = dialect;
    table_.dialects = {&dialect, 1};
    table_.drivers = {&driver, 1};
    return std::move(*this);
}

std::uint32_t TestTable::position(std::string_view revision) const {
    for (std::uint32_t i = 0; i < migrations_.size(); ++i) {
        if (migrations_[i].revision == revision) return i;
    }
    throw std::out_of_range("no revision " + std::string(revision));
}

std::vector<std::uint32_t> TestTable::positions(std::string_view revisions) const {
    std::vector<std::uint32_t> result;
    for (const std::string& word : words_of(std::string(revisions))) {
        result.push_back(position(word));
    }
    std::sort(result.begin(), result.end());
    return result;
}

std::string TestTable::names(std::span<const std::uint32_t> positions) const {
    std::string result;
    for (const std::uint32_t position : positions) {
        if (!result.empty()) result += ' ';
        result += std::string_view(migrations_[position].revision);
    }
    return result;
}

Text TestTable::keep(std::string text) {
    texts_.push_back(std::move(text));
    return Text(texts_.back());
}

Migration TestTable::make_migration(const GraphNode& node, std::size_t position,
                                    const TestScripts& scripts) {
    Memory& memory = memory_.emplace_back();
    for (const std::string& name : node.depends_on) memory.depends_on_names.push_back(keep(name));
    for (const std::string& label : node.branch_labels) memory.branch_labels.push_back(keep(label));
    memory.upgrade = keep(scripts.upgrade);
    memory.downgrade = keep(scripts.downgrade);
    memory.scripts.reversible = scripts.reversible;
    memory.scripts.upgrade = make_script(memory.upgrade, scripts.no_transaction);
    memory.scripts.downgrade = make_script(memory.downgrade, scripts.no_transaction);
    memory.scripts.checksum =
        keep(scripts.checksum.empty() ? "t1:checksum of " + node.revision : scripts.checksum);

    const auto range = [](const auto& values) { return Range(values.data(), values.size()); };
    Migration migration;
    migration.revision = keep(node.revision);
    migration.message = keep("message of " + node.revision);
    migration.file = keep(node.revision + "_test.sql");
    migration.down_revisions = range(graph_.down_revisions[position]);
    migration.depends_on = range(graph_.depends_on[position]);
    migration.depends_on_names = range(memory.depends_on_names);
    migration.branch_labels = range(memory.branch_labels);
    migration.scripts = Range<DialectScripts>(&memory.scripts, 1);
    if (scripts.up != nullptr) {
        migration.file = keep(node.revision + "_test.cpp");
        migration.upgrade = scripts.up;
        migration.downgrade = scripts.down;
        migration.is_code = true;
        memory.scripts.reversible = scripts.down != nullptr;
    }
    if (scripts.min_compatible == node.revision) {
        migration.min_compatible = static_cast<std::uint32_t>(position);
    } else if (!scripts.min_compatible.empty()) {
        migration.min_compatible = this->position(scripts.min_compatible);
    }
    return migration;
}

}  // namespace kiln::support
