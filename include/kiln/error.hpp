#pragma once

#include <kiln/diagnostic.hpp>

#include <stdexcept>
#include <utility>
#include <vector>

namespace kiln {

/// What fails in Kiln. `what()` is the first diagnostic's text with its hint, in one line.
class Error : public std::runtime_error {
public:
    /// Needs at least one diagnostic.
    explicit Error(std::vector<Diagnostic> diagnostics);
    explicit Error(Diagnostic diagnostic) : Error(std::vector{std::move(diagnostic)}) {}
    // In one place, so that it is one type to a program that is linked of several libraries.
    Error(const Error&) = default;
    Error(Error&&) = default;
    Error& operator=(const Error&) = default;
    Error& operator=(Error&&) = default;
    ~Error() override;

    /// The first diagnostic's code.
    [[nodiscard]] Code code() const noexcept { return diagnostics_.front().code; }
    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept {
        return diagnostics_;
    }

private:
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace kiln
