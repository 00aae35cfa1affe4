#pragma once
// Offsets in a text as lines and columns.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kiln {

struct TextPlace {
    std::uint32_t line = 1;
    std::uint32_t column = 1;  ///< in bytes
};

/// Cheap for offsets that ascend from call to call: line ends are counted once.
class TextPlaces {
public:
    /// The text must outlive the object. An offset behind its end counts as its end.
    explicit TextPlaces(std::string_view text) : text_(text) {}

    TextPlace at(std::size_t offset);
    /// The whole line, without its LF; of a longer one the first `most` bytes.
    std::string_view line_at(std::size_t offset, std::size_t most = std::string_view::npos);

private:
    void seek(std::size_t offset);

    std::string_view text_;
    std::size_t counted_ = 0;  ///< the line ends before it are counted
    std::size_t line_start_ = 0;
    std::uint32_t line_ = 1;
};

}  // namespace kiln
