#pragma once

#include <kiln/diagnostic.hpp>

#include <stdexcept>
#include <vector>

namespace kiln {

/// What fails in Kiln. `what()` is the first diagnostic's text with its hint, in one line.
class Error : public std::runtime_error {
public:
    /// Needs at least one diagnostic.
    explicit Error(std::vector<Diagnostic> diagnostics);
    explicit Error(Diagnostic diagnostic) : Error(std::vector{std::move(diagnostic)}) {}

    /// The first diagnostic's code.
    Code code() const noexcept { return diagnostics_.front().code; }
    const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

private:
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace kiln
