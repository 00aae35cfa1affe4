#include "src/text/hint.hpp"

namespace kiln {

Hint& Hint::operator+=(const Hint& more) {
    const auto behind = static_cast<std::uint32_t>(text_.size());
    for (const std::uint32_t command : more.commands_) commands_.push_back(behind + command);
    text_ += more.text_;
    return *this;
}

Hint command(std::string_view words) {
    Hint hint("kiln ");
    hint.text_ += words;
    hint.commands_.push_back(0);
    return hint;
}

}  // namespace kiln
