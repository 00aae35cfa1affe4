#include "tests/differential/random_case.hpp"

#include "tests/differential/graph_sets.hpp"

#include <algorithm>
#include <utility>

namespace kiln::differential {
namespace {

using Strings = std::vector<std::string>;

/// SplitMix64; the distributions of the standard library differ from one to the next.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }
    std::size_t between(std::size_t first, std::size_t last) {
        return first + below(last - first + 1);
    }
    bool percent(std::size_t chance) { return below(100) < chance; }
    template <class T>
    const T& pick(const std::vector<T>& values) {
        return values[below(values.size())];
    }
    template <class T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t state_;
};

/// Ids as people have them: hex digits, some with a common beginning; numbers; short words.
class IdMaker {
public:
    explicit IdMaker(Random& random) : random_(random), style_(random.below(10)) {}
    std::string make() {
        std::string id;
        do {
            id = draw();
        } while (std::find(made_.begin(), made_.end(), id) != made_.end());
        made_.push_back(id);
        return id;
    }

private:
    std::string letters(std::string_view from, std::size_t count) {
        std::string text;
        while (count-- > 0) text += from[random_.below(from.size())];
        return text;
    }
    std::string draw() {
        if (style_ == 0) return letters("abcdeuvwxyz", random_.between(1, 3));
        if (style_ <= 2) {
            std::string number = std::to_string(made_.size() + 1);
            return std::string(4 - number.size(), '0') + number;
        }
        const bool alike = random_.percent(40);
        return (alike ? letters("ab", 1) + "1c7" : letters("0123456789abcdef", 4)) +
               letters("0123456789abcdef", style_ <= 4 ? 3 : 8);
    }

    Random& random_;
    std::size_t style_;
    Strings made_;
};

class CaseMaker {
public:
    explicit CaseMaker(std::uint64_t seed) : random_(seed) {}

    Case make() {
        Case made;
        make_nodes();
        for (std::size_t i = 0; i < questions_of_a_graph; ++i) {
            made.questions.push_back(make_question(i));
        }
        random_.shuffle(nodes_);
        made.nodes = std::move(nodes_);
        return made;
    }

private:
    void make_nodes() {
        IdMaker ids(random_);
        Strings free_labels{"net", "core", "api", "web_ui", "red", "blue", "ab_1", "patch2"};
        random_.shuffle(free_labels);
        const std::size_t size =
            random_.percent(10) ? random_.between(15, 40) : random_.between(1, 14);
        const std::size_t branching = random_.pick(std::vector<std::size_t>{5, 25, 50});
        const std::size_t depending = random_.pick(std::vector<std::size_t>{0, 10, 30});
        const std::size_t labelling = random_.pick(std::vector<std::size_t>{0, 10, 30});
        for (std::size_t i = 0; i < size; ++i) {
            GraphNode node;
            node.revision = ids.make();
            add_parents(node, branching);
            add_dependencies(node, depending);
            while (!free_labels.empty() && random_.percent(labelling)) {
                node.branch_labels.push_back(free_labels.back());
                labels_.push_back(free_labels.back());
                free_labels.pop_back();
            }
            nodes_.push_back(std::move(node));
        }
    }

    void add_parents(GraphNode& node, std::size_t branching) {
        if (nodes_.empty() || random_.percent(8)) return;
        const Strings heads = GraphSets(nodes_).tips(all_ids(), false);
        if (heads.size() > 1 && random_.percent(25)) {
            Strings merged = heads;
            random_.shuffle(merged);
            merged.resize(std::min<std::size_t>(merged.size(), random_.between(2, 3)));
            node.down_revisions = std::move(merged);
        } else if (nodes_.size() > 1 && random_.percent(3)) {  // any two, one above the other too
            Strings any = all_ids();
            random_.shuffle(any);
            node.down_revisions.assign(any.begin(), any.begin() + 2);
        } else {
            node.down_revisions = {random_.percent(branching) ? random_.pick(nodes_).revision
                                                              : random_.pick(heads)};
        }
    }

    void add_dependencies(GraphNode& node, std::size_t depending) {
        while (!nodes_.empty() && random_.percent(depending)) {
            const GraphNode& other = random_.pick(nodes_);
            const bool by_label = !other.branch_labels.empty() && random_.percent(50);
            const std::string& name = by_label ? other.branch_labels.front() : other.revision;
            if (std::find(node.depends_on.begin(), node.depends_on.end(), name) ==
                node.depends_on.end()) {
                node.depends_on.push_back(name);
            }
        }
    }

    Strings all_ids() const {
        Strings ids;
        for (const GraphNode& node : nodes_) ids.push_back(node.revision);
        return ids;
    }

    Question make_question(std::size_t number) {
        Question question;
        question.rows = random_rows();
        // Of twelve: four upgrades, three downgrades, two stamps, and three that print.
        if (number < 4) {
            question.verb = "upgrade";
            question.targets = {target(60)};
        } else if (number < 7) {
            question.verb = "downgrade";
            question.targets = {target(20)};
        } else if (number < 9) {
            question.verb = "stamp";
            const std::size_t count = random_.percent(70) ? 1 : random_.between(2, 3);
            while (question.targets.size() < count) question.targets.push_back(target(50));
            question.purge = random_.percent(15);
        } else if (number == 9) {
            question.verb = "history";
            question.targets = {range()};
        } else if (number == 10) {
            question.verb = "show";
            question.targets = {target(50)};
        } else {
            question.verb =
                random_.pick(Strings{"heads", "real_heads", "branches", "current", "current"});
        }
        return question;
    }

    Strings random_rows() {
        if (random_.percent(12)) return {};
        Strings chosen;
        if (random_.percent(12)) {
            chosen = all_ids();
        } else {
            const std::size_t count = random_.between(1, 3);
            while (chosen.size() < count) chosen.push_back(random_.pick(nodes_).revision);
        }
        const GraphSets sets(nodes_);
        return sets.tips(sets.below(chosen), true);
    }

    std::string prefix_of_an_id() {
        const std::string& id = random_.pick(nodes_).revision;
        return id.substr(0, random_.between(1, id.size()));
    }
    std::string symbol() {
        const std::size_t die = random_.below(100);
        if (die < 10) return "head";
        if (die < 20) return "heads";
        if (die < 28) return "base";
        if (die < 31) return "current";
        if (die < 34) return random_.pick(Strings{"zzzz", "dead", "0", "he"});
        if (die < 46) return prefix_of_an_id();
        if (die < 56 && !labels_.empty()) return random_.pick(labels_);
        return random_.pick(nodes_).revision;
    }
    std::string label() {
        const std::size_t die = random_.below(100);
        if (die < 3) return "none_such";
        if (die < 10) return prefix_of_an_id();
        if (die < 70 && !labels_.empty()) return random_.pick(labels_);
        return random_.pick(nodes_).revision;
    }
    std::string offset(std::size_t upwards) {
        return (random_.percent(upwards) ? "+" : "-") +
               std::to_string(random_.percent(5) ? 0 : random_.between(1, 4));
    }
    std::string malformed() {
        const std::string& id = random_.pick(nodes_).revision;
        return random_.pick(Strings{id + "+1x", "@head", id + "@", id + "@@head", "+", "-", "+x",
                                    id + ":", id + ".", id + "+1-1", id + " head"});
    }
    /// `upwards`: how many of a hundred offsets count up.
    std::string target(std::size_t upwards) {
        const std::size_t die = random_.below(100);
        if (die < 45) return symbol();
        if (die < 67) return label() + "@" + symbol();
        if (die < 78) return offset(upwards);
        if (die < 87) return label() + "@" + offset(upwards);
        if (die < 94) return symbol() + offset(upwards);
        if (die < 98) return label() + "@" + symbol() + offset(upwards);
        return malformed();
    }
    std::string range() {
        const std::string from = random_.percent(25)   ? ""
                                 : random_.percent(25) ? "-" + std::to_string(random_.between(1, 4))
                                                       : target(30);
        const std::string to = random_.percent(25)   ? ""
                               : random_.percent(20) ? "+" + std::to_string(random_.between(1, 4))
                                                     : target(70);
        return from + ":" + to;
    }

    Random random_;
    std::vector<GraphNode> nodes_;
    Strings labels_;
};

std::string joined(const Strings& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

std::string Question::text() const {
    std::string text = verb;
    for (const std::string& each : targets) text += " '" + each + "'";
    if (purge) text += " --purge";
    return text + " from {" + joined(rows) + "}";
}

Case random_case(std::uint64_t seed, std::uint64_t number) {
    Random mixer(seed);
    return CaseMaker(mixer.next() + number * 0xD1342543DE82EF95U).make();
}

std::string text_of(const std::vector<GraphNode>& nodes) {
    std::string text;
    for (const GraphNode& node : nodes) {
        text += node.revision;
        if (!node.down_revisions.empty()) text += " < " + joined(node.down_revisions);
        if (!node.depends_on.empty()) text += " needs " + joined(node.depends_on);
        if (!node.branch_labels.empty()) text += " label " + joined(node.branch_labels);
        text += ";\n";
    }
    return text;
}

}  // namespace kiln::differential
