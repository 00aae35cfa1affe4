#pragma once
// What to try where a column's CHECK refuses what such columns usually hold.

#include "tool/replay/canary_column.hpp"
#include "tool/replay/canary_table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kiln::tool {

/// A value, or a rule that gives each row its own.
struct CanaryCandidate {
    enum class Kind : std::uint8_t {
        form,
        constant,
        above,    ///< `number` and what a row adds to it
        below,    ///< `number` and what a row takes from it
        pattern,  ///< of GLOB in `text`: * is what a row puts there, a class one of its characters
        lower,    ///< `number` letters; 0 for a few
        upper,
        digits,
        bytes,  ///< a blob of `number` bytes
        date,
        date_time,
        time,
        json,
    };
    Kind kind = Kind::form;
    CanaryForm form = CanaryForm::plain;
    CanaryValue constant;
    std::int64_t number = 0;
    std::string text;

    bool is(CanaryForm wanted) const { return kind == Kind::form && form == wanted; }
};

CanaryValue value_of(const CanaryCandidate& candidate, const CanaryColumn& column,
                     CanarySerial serial);

/// The forms.
std::vector<CanaryCandidate> usual_candidates();
/// What the checks of this column suggest, then what else is often asked for; of kinds that the
/// column's type lets be. Nothing without checks.
std::vector<CanaryCandidate> further_candidates(const CanaryTable& table, std::size_t column);

}  // namespace kiln::tool
