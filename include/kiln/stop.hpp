#pragma once
// Whether a run has been asked to stop.

#include <functional>
#include <type_traits>
#include <utility>

namespace kiln {

/// Made of anything that can be copied and has `stop_requested()`: a std::stop_token as a rule, and
/// what std::ref() of one that cannot be copied gives, which must outlive whoever holds this. It is
/// polled, some ten thousand times a second, from the thread that works; it must not throw.
/// (No header of Kiln's includes <stop_token>, which not every standard library has.)
class Stop {
public:
    /// Never.
    Stop() = default;
    template <class Token>
    requires(!std::is_same_v<std::remove_cvref_t<Token>, Stop> &&
             std::is_copy_constructible_v<std::decay_t<Token>> &&
             requires(std::unwrap_reference_t<std::decay_t<Token>> & token) {
                 static_cast<bool>(token.stop_requested());
             }) Stop(Token&& token)
        : asked_([token = std::decay_t<Token>(std::forward<Token>(token))]() mutable {
              std::unwrap_reference_t<std::decay_t<Token>>& asked = token;
              return static_cast<bool>(asked.stop_requested());
          }) {}

    [[nodiscard]] bool stop_possible() const noexcept { return static_cast<bool>(asked_); }
    [[nodiscard]] bool stop_requested() const noexcept { return asked_ && asked_(); }

private:
    std::function<bool()> asked_;
};

}  // namespace kiln
