#include "src/text/text_place.hpp"

#include <algorithm>

namespace kiln {

void TextPlaces::seek(std::size_t offset) {
    if (offset < line_start_) {
        line_start_ = counted_ = 0;
        line_ = 1;
    }
    const std::string_view before = text_.substr(0, offset);
    for (; counted_ < offset; ++counted_) {
        counted_ = std::min(before.find('\n', counted_), offset);
        if (counted_ == offset) return;
        line_start_ = counted_ + 1;
        ++line_;
    }
}

TextPlace TextPlaces::at(std::size_t offset) {
    offset = std::min(offset, text_.size());
    seek(offset);
    return {line_, static_cast<std::uint32_t>(offset - line_start_ + 1)};
}

std::string_view TextPlaces::line_at(std::size_t offset, std::size_t most) {
    seek(std::min(offset, text_.size()));
    const std::string_view rest = text_.substr(line_start_, most);
    return rest.substr(0, rest.find('\n'));
}

}  // namespace kiln
