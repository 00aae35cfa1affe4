#pragma once
// What a misspelt word may have meant.

#include <cstddef>
#include <span>
#include <string>

namespace kiln {

/// The candidate nearest to `word` by edit distance (Damerau-Levenshtein, case ignored), if it is
/// near enough to be a slip; else npos. Ties go to the first.
std::size_t nearest(const std::string& word, std::span<const std::string> candidates);

}  // namespace kiln
