#pragma once
// What a call throws, as a value to assert on.

#include <kiln/error.hpp>

#include <optional>
#include <string>

namespace kiln::support {

struct Caught {
    std::string code = "nothing";
    std::string message;  ///< of the first diagnostic
    std::string hint;
    std::vector<Diagnostic> diagnostics;
};

template <class Call>
Caught caught(Call call) {
    try {
        call();
    } catch (const Error& error) {
        const Diagnostic& first = error.diagnostics().front();
        return {to_string(error.code()), first.message, first.hint, error.diagnostics()};
    }
    return {};
}

}  // namespace kiln::support
