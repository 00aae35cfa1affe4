#pragma once

#include "src/text/text_place.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A longer line is in no message: nobody would want to see it, and each message has a copy.
inline constexpr std::size_t max_source_line = 4096;
/// How many diagnostics a file or a stage gets: more, each with a copy of its line, nobody would
/// read.
inline constexpr std::size_t max_diagnostics = 1000;

void add_note(Diagnostic& diagnostic, Location location, std::string message);

/// A file's text while it is read: turns offsets into places and collects diagnostics.
class SourceText {
public:
    /// What is referred to must outlive the object.
    SourceText(const std::string& path, std::string_view text, std::vector<Diagnostic>& diagnostics)
        : path_(path), text_(text), diagnostics_(diagnostics), first_(diagnostics.size()) {}

    const std::string& path() const { return path_; }
    std::string_view text() const { return text_; }
    bool at_line_start(std::size_t offset) const {
        return offset == 0 || text_[offset - 1] == '\n';
    }
    /// Offset of the line end (or the text's end) at or behind `offset`.
    std::size_t line_end(std::size_t offset) const;

    /// Cheap for offsets that ascend from call to call.
    Location location(std::size_t offset);
    TextPlace place(std::size_t offset) { return places_.at(offset); }
    std::uint32_t line(std::size_t offset) { return place(offset).line; }
    /// The text of the whole line, without its line end. Empty for one above max_source_line.
    std::string source_line(std::size_t offset);

    /// The reference is good until the next report.
    Diagnostic& report(Code code, std::size_t offset, std::string message, std::string hint = {});
    Diagnostic& report_at(Location location, Code code, std::string message, std::string hint = {});
    /// Too many faults for anyone to read: time to stop.
    bool overflows() const { return diagnostics_.size() - first_ >= max_diagnostics; }

private:
    const std::string& path_;
    std::string_view text_;
    std::vector<Diagnostic>& diagnostics_;
    std::size_t first_;
    TextPlaces places_{text_};
};

}  // namespace kiln::tool
