#include <kiln/error.hpp>

namespace kiln {
namespace {

std::string text_of(const Diagnostic& diagnostic) {
    std::string text = diagnostic.message + " [" + to_string(diagnostic.code) + "]";
    if (!diagnostic.hint.empty()) text += "; " + diagnostic.hint;
    return text;
}

}  // namespace

Error::Error(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(text_of(diagnostics.front())), diagnostics_(std::move(diagnostics)) {}

Error::~Error() = default;

}  // namespace kiln
