// Kiln against Alembic: both answer random questions about random graphs of revisions.
//   kiln_differential [--seed N] [--cases N] [--case N] [--export N]
// --export prints N cases of all kinds with both answers, for end_to_end.py.
// The environment gives KILN_DIFFERENTIAL_SEED and KILN_DIFFERENTIAL_CASES as well. Equal are the
// set of steps, the rows of the version table behind them, the printed lines as a set, and whether
// it is an error; the order of steps only has to be one that the graph allows.

#include "tests/differential/answer.hpp"
#include "tests/differential/case_json.hpp"
#include "tests/differential/graph_sets.hpp"
#include "tests/differential/known_differences.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace {

using namespace kiln::differential;
using Strings = std::vector<std::string>;

struct Settings {
    std::uint64_t seed = 1;
    std::uint64_t cases = 60000;
    std::uint64_t only = 0;
    bool one = false;
    std::size_t exported = 0;
};

Settings read_settings(int argc, char** argv) {
    const auto number = [](const char* text) { return std::strtoull(text, nullptr, 10); };
    Settings settings;
    if (const char* seed = std::getenv("KILN_DIFFERENTIAL_SEED")) settings.seed = number(seed);
    if (const char* cases = std::getenv("KILN_DIFFERENTIAL_CASES")) settings.cases = number(cases);
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--seed") settings.seed = number(argv[i + 1]);
        if (option == "--cases") settings.cases = number(argv[i + 1]);
        if (option == "--case") settings.only = number(argv[i + 1]);
        if (option == "--case") settings.one = true;
        if (option == "--export") settings.exported = number(argv[i + 1]);
    }
    return settings;
}

/// Case n is question n % 12 about graph n / 12.
std::vector<Case> make_cases(const Settings& settings) {
    std::vector<Case> cases;
    if (settings.one) {
        cases.push_back(random_case(settings.seed, settings.only / questions_of_a_graph));
        cases[0].questions = {cases[0].questions[settings.only % questions_of_a_graph]};
        return cases;
    }
    for (std::uint64_t i = 0; i * questions_of_a_graph < settings.cases; ++i) {
        cases.push_back(random_case(settings.seed, i));
    }
    return cases;
}

/// What is wrong with the order of the steps; empty if nothing.
std::string fault_of_order(const GraphSets& sets, const Question& question, const Strings& steps) {
    const Strings before = sets.below(question.rows);
    std::set<std::string> applied(before.begin(), before.end());
    for (const std::string& step : steps) {
        const std::string id = step.substr(1);
        if (step[0] == '+') {
            if (!applied.insert(id).second) return step + " is applied already";
            for (const std::string& parent : sets.parents(id, true)) {
                if (!applied.contains(parent)) return step + " comes before " + parent;
            }
        } else {
            if (applied.erase(id) == 0) return step + " is not applied";
            for (const std::string& other : applied) {
                const Strings parents = sets.parents(other, true);
                if (GraphSets::contains(parents, id)) return step + " comes before " + other;
            }
        }
    }
    return "";
}

/// Lines in any order; what branches is a set to both programs.
std::multiset<std::string> set_of(const Strings& lines) {
    const std::string into = "Branches into: ";
    std::multiset<std::string> result;
    for (std::string line : lines) {
        if (line.starts_with(into)) {
            Strings words{""};
            for (const char c : line.substr(into.size())) {
                if (c == ' ') continue;
                if (c == ',') words.emplace_back();
                if (c != ',') words.back() += c;
            }
            std::sort(words.begin(), words.end());
            line = into;
            for (const std::string& word : words) line += word + " ";
        }
        result.insert(line);
    }
    return result;
}

/// How the answers differ; empty if they do not.
std::string difference(const Comparison& of) {
    if (of.kiln.failed() || of.alembic.failed()) {
        if (of.kiln.failed() && of.alembic.failed()) return "";
        return of.kiln.failed() ? "only Kiln refuses" : "only Alembic refuses";
    }
    if (set_of(of.kiln.steps) != set_of(of.alembic.steps)) return "other steps";
    if (of.kiln.rows != of.alembic.rows) return "other rows";
    if (set_of(of.kiln.lines) != set_of(of.alembic.lines)) return "other lines";
    const std::string fault = fault_of_order(of.sets, of.question, of.alembic.steps);
    return fault.empty() ? "" : "Alembic's order: " + fault;
}

class Tally {
public:
    Tally(const Settings& settings, const char* program) : settings_(settings), program_(program) {}

    void add(const Case& of, const Comparison& compared, std::uint64_t number) {
        ++total_;
        Verb& verb = verbs_[compared.question.verb];
        ++verb.cases;
        verb.refused += compared.kiln.failed() && compared.alembic.failed();
        verb.with_steps += !compared.kiln.steps.empty();
        std::string fault = fault_of_order(compared.sets, compared.question, compared.kiln.steps);
        if (!fault.empty()) return report(of, compared, number, "Kiln's order: " + fault);
        fault = difference(compared);
        if (fault.empty()) return;
        for (const KnownDifference& known : differences_) {
            if (!known.applies(compared)) continue;
            ++known_[known.name];
            return;
        }
        report(of, compared, number, fault);
    }

    int finish(const std::string& version) const {
        std::printf("%zu cases of seed %llu against Alembic %s\n", total_,
                    static_cast<unsigned long long>(settings_.seed), version.c_str());
        for (const auto& [name, verb] : verbs_) {
            std::printf("  %-16s %6zu cases, %6zu refused by both, %6zu with steps\n", name.c_str(),
                        verb.cases, verb.refused, verb.with_steps);
        }
        std::size_t known = 0;
        for (const KnownDifference& each : differences_) {
            const auto found = known_.find(each.name);
            if (found == known_.end()) continue;
            known += found->second;
            std::printf("  %6zu %s: %s\n", found->second, each.name, each.reason);
        }
        std::printf("%zu differ for a known reason, %zu without one\n", known, faults_);
        // A fault could hide behind a reason that says too much; then its number grows.
        const bool drowned = known > 100 && known > total_ / 8;
        if (drowned) std::printf("too many differ: the reasons hide something\n");
        return faults_ == 0 && !drowned ? 0 : 1;
    }

private:
    struct Verb {
        std::size_t cases = 0;
        std::size_t refused = 0;
        std::size_t with_steps = 0;
    };

    void report(const Case& of, const Comparison& compared, std::uint64_t number,
                const std::string& fault) {
        if (++faults_ > 20) return;  // more would hide the first
        std::printf(
            "%s: %s\n%s  Kiln:    %s\n  Alembic: %s\n  again:   %s --seed %llu --case %llu\n\n",
            compared.question.text().c_str(), fault.c_str(), text_of(of.nodes).c_str(),
            compared.kiln.text().c_str(), compared.alembic.text().c_str(), program_,
            static_cast<unsigned long long>(settings_.seed),
            static_cast<unsigned long long>(number));
    }

    const Settings& settings_;
    const char* program_;
    std::size_t total_ = 0;
    std::size_t faults_ = 0;
    std::map<std::string, Verb> verbs_;
    std::map<std::string, std::size_t> known_;
    const std::vector<KnownDifference> differences_ = known_differences();
};

/// What a case is an example of.
std::string kind_of(const Comparison& of) {
    std::string kind = of.question.verb;
    if (!difference(of).empty()) return kind + " differs";
    if (of.kiln.failed()) return kind + " refused";
    return kind + (of.kiln.steps.empty() ? "" : " steps");
}

/// One case of each kind, then a second of each, until there are enough.
void export_cases(const std::vector<Case>& cases, const Answers& kiln, const Answers& alembic,
                  std::size_t count) {
    std::set<std::pair<std::size_t, std::size_t>> done;
    while (done.size() < count) {
        std::set<std::string> kinds;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const GraphSets sets(cases[i].nodes);
            for (std::size_t j = 0; j < cases[i].questions.size(); ++j) {
                const Comparison of{sets, cases[i].questions[j], kiln[i][j], alembic[i][j]};
                // The path of a file, which `show` prints, is another in each folder.
                if (of.question.verb == "show" || done.size() == count || done.contains({i, j}) ||
                    !kinds.insert(kind_of(of)).second) {
                    continue;
                }
                done.insert({i, j});
                const nlohmann::json line{{"revisions", to_json(cases[i].nodes)},
                                          {"question", to_json(of.question)},
                                          {"kiln", to_json(of.kiln)},
                                          {"alembic", to_json(of.alembic)}};
                std::printf("%s\n", line.dump().c_str());
            }
        }
        if (kinds.empty()) return;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const Settings settings = read_settings(argc, argv);
    try {
        const std::vector<Case> cases = make_cases(settings);
        const Answers kiln = ask_kiln(cases);
        const AlembicAnswers alembic = ask_alembic(cases);
        if (settings.exported > 0) {
            export_cases(cases, kiln, alembic.answers, settings.exported);
            return 0;
        }
        Tally tally(settings, argv[0]);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const GraphSets sets(cases[i].nodes);
            for (std::size_t j = 0; j < cases[i].questions.size(); ++j) {
                const std::uint64_t number = i * questions_of_a_graph + j;
                tally.add(cases[i],
                          {sets, cases[i].questions[j], kiln[i][j], alembic.answers[i].at(j)},
                          settings.one ? settings.only : number);
            }
        }
        return tally.finish(alembic.version);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "differential: %s\n", error.what());
        return 2;
    }
}
