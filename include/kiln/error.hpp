#pragma once

#include <kiln/diagnostic.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace kiln {

/// What fails in Kiln. `what()` is `message [K405]; hint` of the first diagnostic, in one line.
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
    /// The first diagnostic's message: one line without code or hint, and no full stop. As long as
    /// the error lives.
    [[nodiscard]] const std::string& message() const noexcept {
        return diagnostics_.front().message;
    }
    /// What the developer, or who has the command line, can do about it; may be empty.
    [[nodiscard]] const std::string& hint() const noexcept { return diagnostics_.front().hint; }
    [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const noexcept {
        return diagnostics_;
    }

private:
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace kiln
