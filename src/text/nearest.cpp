#include "src/text/nearest.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {
namespace {

constexpr std::size_t max_slips = 3;

/// How many slips still leave a word recognisable: none in one letter, one in five, three in ten.
std::size_t tolerance(std::size_t length) { return std::min((length + 2) / 4, max_slips); }

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

/// Optimal string alignment: insertion, deletion, substitution and the swap of two neighbours cost
/// one. Gives up with limit + 1 as soon as the distance must exceed `limit`.
class EditDistance {
public:
    std::size_t operator()(std::string_view a, std::string_view b, std::size_t limit) {
        if (difference(a.size(), b.size()) > limit) return limit + 1;
        before_.assign(b.size() + 1, 0);
        last_.resize(b.size() + 1);
        row_.resize(b.size() + 1);
        for (std::size_t j = 0; j <= b.size(); ++j) last_[j] = j;
        for (std::size_t i = 1; i <= a.size(); ++i) {
            row_[0] = i;
            std::size_t best = i;
            for (std::size_t j = 1; j <= b.size(); ++j) {
                const std::size_t replace = last_[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row_[j] = std::min({replace, last_[j] + 1, row_[j - 1] + 1});
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                    row_[j] = std::min(row_[j], before_[j - 2] + 1);
                }
                best = std::min(best, row_[j]);
            }
            if (best > limit) return limit + 1;
            std::swap(before_, last_);
            std::swap(last_, row_);
        }
        return last_[b.size()];
    }

private:
    std::vector<std::size_t> before_, last_, row_;  ///< three rows of the table; kept for reuse
};

}  // namespace

std::size_t nearest(const std::string& word, std::span<const std::string> candidates) {
    const std::string wanted = folded(word);
    EditDistance distance;
    std::size_t found = std::string::npos;
    std::size_t bound = max_slips + 1;
    for (std::size_t i = 0; i < candidates.size() && bound > 0; ++i) {
        const std::size_t length = std::max(word.size(), candidates[i].size());
        const std::size_t limit = std::min(tolerance(length), bound - 1);
        if (difference(wanted.size(), candidates[i].size()) > limit) continue;
        const std::size_t slips = distance(wanted, folded(candidates[i]), limit);
        if (slips > limit) continue;
        found = i;
        bound = slips;
    }
    return found;
}

}  // namespace kiln
