#pragma once
// What rehearsals of revisions found, so that later builds need not hold the same ones again.

#include "tool/replay/canary_rows.hpp"
#include "tool/replay/chain.hpp"
#include "tool/replay/check_cache.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// What came of a rehearsal that no row made fail.
struct Rehearsed {
    bool up_was_shown = false;
    bool down_was_shown = false;
    bool came_back = false;
    std::vector<Diagnostic> found{};
    std::set<std::string> told_unfilled{};
    CanaryRows::Known learned{};
};

/// By keys that say all that a rehearsal can see.
class RehearsalMemory {
public:
    /// `cache` and `chain` must outlive it. `basis` is what has a say beside what the keys say.
    RehearsalMemory(CheckCache& cache, const Chain& chain, const std::string& basis);

    const Chain& chain() const { return chain_; }

    /// Null where it is not known; valid until the next note().
    const Rehearsed* find(const std::string& key);
    void note(const std::string& key, Rehearsed rehearsed);
    /// Keeps what was found and noted, and as much of the rest as there is room for.
    void keep();

private:
    struct Entry {
        Rehearsed rehearsed;
        std::uint64_t turn = 0;  // when it was of use: those of no use for long go
    };

    void read();
    static std::map<std::string, Entry> unpacked(std::string_view content);

    CheckCache& cache_;
    const Chain& chain_;
    std::string key_;
    bool is_read_ = false;
    bool has_news_ = false;
    std::map<std::string, Entry> entries_;
    std::uint64_t turn_ = 0;
};

}  // namespace kiln::tool
