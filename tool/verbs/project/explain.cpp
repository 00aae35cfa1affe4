#include "tool/verbs/project/verbs.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/explanations.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

/// `K201` for `k201` and `201`; anything else as it is.
std::string as_code(const std::string& word) {
    const bool has_letter = word.starts_with('K') || word.starts_with('k');
    const std::string number = word.substr(has_letter ? 1 : 0);
    const bool is_number =
        !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
    return is_number ? "K" + number : word;
}

/// The code meant: of the same hundred, as the first digit is the one that people know; or that of
/// a title.
Hint suggestion(const std::vector<Explanation>& all, const std::string& code) {
    std::vector<const Explanation*> candidates;
    std::vector<std::string> names;
    for (const Explanation& each : all) {
        if (each.code.substr(0, 2) != code.substr(0, 2)) continue;
        candidates.push_back(&each);
        names.emplace_back(each.code);
    }
    for (const Explanation& each : all) {
        candidates.push_back(&each);
        names.emplace_back(each.title);
    }
    const std::size_t found = nearest(code, names);
    if (found >= names.size()) return command("explain") + " lists all codes";
    return fmt::format("did you mean '{}' ({})?", candidates[found]->code,
                       candidates[found]->title);
}

void explain(const std::vector<std::string>& words) {
    const std::vector<Explanation> all = read_explanations(diagnostics_page());
    if (words.empty()) return print(explanation_list(all));
    std::string text;
    std::vector<Diagnostic> faults;
    for (const std::string& word : words) {
        const std::string code = as_code(word);
        const auto found = std::ranges::find(all, code, &Explanation::code);
        if (found != all.end()) {
            text += (text.empty() ? "" : "\n") + explanation_text(*found);
        } else {
            faults.push_back(diagnose(Code::unknown_code, "unknown code " + in_quotes(code),
                                      suggestion(all, code)));
        }
    }
    if (!faults.empty()) throw Error(std::move(faults));
    print(text);
}

}  // namespace

Action add_explain(Parser& parser, const Globals&) {
    auto words = std::make_shared<std::vector<std::string>>();
    parser.argument("codes", *words, "Which: K201, k201 or 201 (default: a list of all)");
    return [words](std::vector<Diagnostic>&) { explain(*words); };
}

}  // namespace kiln::tool
