#include "tool/project/header.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/nearest.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/marker.hpp"
#include "tool/project/names.hpp"
#include "tool/project/reader.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

constexpr std::string_view id_rule = "an id has 1 to 32 of the characters A-Z, a-z, 0-9 and _";
constexpr std::string_view label_rule = "a label has 1 to 64 of the characters A-Z, a-z, 0-9 and _";

enum Key : std::size_t {
    revision,
    down_revision,
    branch_labels,
    depends_on,
    message,
    create_date,
    min_compatible,
    key_count
};

constexpr std::array<std::string_view, key_count> known_keys = {
    "revision", "down_revision", "branch_labels", "depends_on",
    "message",  "create_date",   "min_compatible"};

/// For messages.
const std::array<std::string, key_count>& key_names() {
    static const std::array<std::string, key_count> names = [] {
        std::array<std::string, key_count> strings;
        std::ranges::copy(known_keys, strings.begin());
        return strings;
    }();
    return names;
}

std::optional<Key> key_of(std::string_view name) {
    for (std::size_t key = 0; key < known_keys.size(); ++key) {
        if (known_keys[key] == name) return static_cast<Key>(key);
    }
    return std::nullopt;
}

bool is_blank(std::string_view line) { return behind_blanks(line).empty(); }

bool is_key_character(char c, bool first) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (!first && (c == '-' || (c >= '0' && c <= '9')));
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// What no terminal may show as it is, ESC or U+009B, and no editor shows at all.
bool has_control_character(std::string_view key) {
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (is_control(key[i])) return true;
        if (key[i] == '\xc2' && i + 1 < key.size() &&
            static_cast<unsigned char>(key[i + 1]) < 0xa0) {
            return true;
        }
    }
    return false;
}

/// A word that was meant as a key looks like one, or would but for characters that are not ASCII.
bool looks_like_key(std::string_view word) {
    bool plain = !word.empty();
    bool foreign = false;
    for (const char& c : word) {
        if (is_line_blank(c)) return false;
        plain = plain && is_key_character(c, &c == word.data());
        foreign = foreign || is_control(c) || static_cast<unsigned char>(c) >= 0x80;
    }
    return plain || foreign;
}

/// `-- key: value`; both are parts of the line.
struct HeaderLine {
    std::string_view key;
    std::string_view value;
    std::optional<Key> known;
};

std::optional<HeaderLine> split_header_line(std::string_view line) {
    if (!line.starts_with("--")) return std::nullopt;
    std::size_t begin = 2;
    while (begin < line.size() && (line[begin] == ' ' || line[begin] == '\t')) ++begin;
    const std::size_t end = line.find(':', begin);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view key = line.substr(begin, end - begin);
    const auto known = key_of(key);
    if (!known && !looks_like_key(key)) return std::nullopt;
    std::string_view value = without_blanks(line.substr(end + 1));
    // The place of an empty value is behind the colon.
    if (value.empty()) value = line.substr(end + 1, 0);
    return HeaderLine{key, value, known};
}

/// The known key that a line behind the header seems to give: also indented, or with a blank
/// before its colon.
std::optional<Key> meant_key(std::string_view line) {
    line = without_blanks(line);
    if (!line.starts_with("--")) return std::nullopt;
    line = without_blanks(line.substr(2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return key_of(without_blanks(line.substr(0, colon)));
}

/// Above the header a licence may stand, whose lines may look like the header's: only a word that
/// is a key, or nearly one, is meant as a key there.
bool is_meant_as_header(std::string_view line) {
    if (meant_key(line)) return true;
    const auto header_line = split_header_line(line);
    if (!header_line) return false;
    const auto& names = key_names();
    return has_control_character(header_line->key) ||
           nearest(std::string(header_line->key), names) < names.size();
}

class HeaderReader {
public:
    HeaderReader(SourceText& source, RevisionFile& file) : source_(source), file_(file) {}

    std::size_t read();

private:
    std::string_view line_at(std::size_t offset) const {
        return source_.text().substr(offset, source_.line_end(offset) - offset);
    }
    std::size_t offset_of(std::string_view part) const {
        return static_cast<std::size_t>(part.data() - source_.text().data());
    }
    std::size_t behind_line(std::size_t end) const {
        return end < source_.text().size() ? end + 1 : end;
    }
    std::size_t next_line(std::size_t offset) const {
        return behind_line(source_.line_end(offset));
    }
    Placed placed(std::string_view part) const;

    /// Offset of the first line that is neither blank nor a comment without a key.
    std::size_t behind_licence() const;
    void read_line(const HeaderLine& line);
    void read_value(Key key, std::string_view value);
    void read_parents(std::string_view value);
    void read_list(Key key, std::string_view value, std::vector<Placed>& result);
    void report_long_list(Key key, std::string_view value, std::size_t size);
    void check_item(Key key, std::string_view item);
    void report_unknown_key(std::string_view key);
    /// Not given; one that is only misspelt has its fault already.
    bool is_missing(Key key) const { return lines_[key] == 0 && !misspelt_[key]; }
    void report_missing_keys(bool no_revision, bool no_parent, std::size_t end);
    void note_stray_lines(std::size_t end, Diagnostic& diagnostic);
    void warn_of_stray_lines(std::size_t end);
    std::string why_stray(std::string_view line, std::size_t end) const;

    SourceText& source_;
    RevisionFile& file_;
    std::uint32_t line_ = 0;  ///< the one that is read
    std::size_t line_begin_ = 0;
    std::array<std::uint32_t, key_count> lines_{};  ///< where each key was given first; 0: not
    std::array<bool, key_count> misspelt_{};        ///< an unknown key is near to it
};

Placed HeaderReader::placed(std::string_view part) const {
    const std::size_t column = offset_of(part) - line_begin_ + 1;
    return {std::string(part), line_, static_cast<std::uint32_t>(column)};
}

std::size_t HeaderReader::behind_licence() const {
    const std::string_view text = source_.text();
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::string_view line = line_at(offset);
        const std::string_view words = without_blanks(line);
        if (words.starts_with("/*")) {
            const std::size_t end = text.find("*/", offset_of(words) + 2);
            if (end == std::string_view::npos || !is_blank(line_at(end + 2))) return offset;
            offset = next_line(end);
        } else if (words.empty() ||
                   (words.starts_with("--") && !is_meant_as_header(line) && !read_marker(line))) {
            offset = next_line(offset);
        } else {
            return offset;
        }
    }
    return offset;
}

std::size_t HeaderReader::read() {
    std::size_t offset = behind_licence();
    bool any = false;
    line_ = source_.line(offset);
    for (; offset < source_.text().size(); ++line_) {
        const std::string_view line = line_at(offset);
        const auto header_line = split_header_line(line);
        // A marker has no key of the header's.
        if (!header_line || (!header_line->known && read_marker(line))) break;
        any = true;
        line_begin_ = std::exchange(offset, behind_line(offset + line.size()));
        read_line(*header_line);
        if (source_.overflows()) return source_.text().size();
    }
    if (any) file_.header = source_.text().substr(0, offset);
    const bool revision_missing = is_missing(revision);
    const bool parent_missing = is_missing(down_revision);
    if (revision_missing || parent_missing) {
        report_missing_keys(revision_missing, parent_missing, offset);
    } else {
        warn_of_stray_lines(offset);
    }
    return offset;
}

void HeaderReader::read_line(const HeaderLine& line) {
    if (!line.known) {
        report_unknown_key(line.key);
        return;
    }
    std::uint32_t& first = lines_[*line.known];
    if (first != 0) {
        Diagnostic& diagnostic = source_.report(
            Code::repeated_key, offset_of(line.key),
            "repeated header key '" + std::string(line.key) + "'", "remove one of the two lines");
        add_note(diagnostic, {file_.path, first, 0}, "first given here");
        return;
    }
    first = line_;
    read_value(*line.known, line.value);
}

void HeaderReader::read_value(Key key, std::string_view value) {
    switch (key) {
        case message:
            file_.message = value;
            return;
        case create_date:
            file_.create_date = value;
            return;
        case down_revision:
            file_.down_revision_line = lines_[down_revision];
            break;
        default:
            break;
    }
    if (value.empty()) {
        const std::string hint = key == down_revision ? "write 'none' for a base"
                                 : key == revision    ? "write the revision's id behind the colon"
                                                      : "give it a value or leave the line out";
        source_.report(Code::malformed_value, offset_of(value),
                       "header key '" + key_names()[key] + "' has no value", hint);
        return;
    }
    switch (key) {
        case revision:
            check_item(key, value);
            file_.revision = placed(value);
            break;
        case min_compatible:
            check_item(key, value);
            file_.min_compatible = placed(value);
            break;
        case down_revision:
            read_parents(value);
            break;
        case branch_labels:
            read_list(key, value, file_.branch_labels);
            break;
        case depends_on:
            read_list(key, value, file_.depends_on);
            break;
        default:
            break;
    }
}

void HeaderReader::read_parents(std::string_view value) {
    if (value != "none") read_list(down_revision, value, file_.down_revisions);
}

void HeaderReader::read_list(Key key, std::string_view value, std::vector<Placed>& result) {
    const auto size = static_cast<std::size_t>(std::ranges::count(value, ',')) + 1;
    if (size > max_list_size) return report_long_list(key, value, size);
    for (std::size_t begin = 0; begin <= value.size() && !source_.overflows();) {
        const std::size_t comma = std::min(value.find(',', begin), value.size());
        const std::string_view item = without_blanks(value.substr(begin, comma - begin));
        if (!item.empty()) {
            check_item(key, item);
            result.push_back(placed(item));
        } else {
            const bool trailing = comma == value.size();
            source_.report(
                Code::malformed_value, offset_of(value) + (trailing ? value.rfind(',') : comma),
                (trailing ? "trailing comma in '" : "empty item in '") + key_names()[key] + "'",
                "remove the comma");
        }
        begin = comma + 1;
    }
}

void HeaderReader::report_long_list(Key key, std::string_view value, std::size_t size) {
    const std::string hint = key == down_revision ? "merge in several steps, each of some heads"
                             : key == depends_on
                                 ? "name only the last of each branch: it comes with all below it"
                                 : "leave out the labels that no command names";
    source_.report(Code::malformed_value, offset_of(value),
                   "'" + key_names()[key] + "' has " + std::to_string(size) + " entries, at most " +
                       std::to_string(max_list_size) + " are allowed",
                   hint);
}

void HeaderReader::check_item(Key key, std::string_view item) {
    const std::size_t offset = offset_of(item);
    if (item == "none" && (key == down_revision || key == depends_on || key == branch_labels)) {
        source_.report(Code::malformed_value, offset,
                       key == down_revision ? "'none' cannot stand in a list"
                                            : "'none' is not a value of '" + key_names()[key] + "'",
                       key == down_revision ? "write 'none' alone for a base, or name the parents"
                                            : "leave the line out");
        return;
    }
    const bool label = key == branch_labels || key == depends_on;
    const auto fault = label ? label_fault(item) : id_fault(item);
    if (!fault) return;
    std::string hint(label ? label_rule : id_rule);
    if (item.find_first_of(line_blanks) != std::string_view::npos && key != revision) {
        hint = "separate several with commas";
    } else if (key == down_revision && item.size() == 4 && equal_ignoring_case(item, "none")) {
        hint = "write 'none' for a base";
    }
    const std::string what = key == branch_labels ? "branch label"
                             : key == depends_on  ? "revision id or branch label"
                                                  : "revision id";
    source_.report(key == branch_labels ? Code::illegal_branch_label : Code::illegal_revision_id,
                   offset, "illegal " + what + " '" + printable(item) + "': " + *fault,
                   std::move(hint));
}

void HeaderReader::report_unknown_key(std::string_view key) {
    const auto& names = key_names();
    const std::size_t near = nearest(std::string(key), names);
    std::string hint;
    if (near < names.size()) {
        hint = "did you mean '" + names[near] + "'?";
        misspelt_[near] = true;
    } else {
        hint = "the keys are";
        for (const std::string& name : names) hint += (name == names[0] ? " " : ", ") + name;
        hint += "; a blank line ends the header";
    }
    source_.report(Code::unknown_key, offset_of(key), "unknown header key '" + printable(key) + "'",
                   std::move(hint));
}

void HeaderReader::report_missing_keys(bool no_revision, bool no_parent, std::size_t end) {
    std::string text = no_revision && no_parent
                           ? "missing header keys 'revision' and 'down_revision'"
                       : no_revision ? "missing header key 'revision'"
                                     : "missing header key 'down_revision'";
    if (source_.text().find_first_not_of("\n \t\r\f\v") == std::string_view::npos) {
        text = "empty file: " + text;
    }
    const std::string hint =
        no_revision && no_parent ? "begin the file with the lines '-- revision: <id>' and '-- "
                                   "down_revision: <id or none>'"
        : no_revision
            ? "add the line '-- revision: <id>' to the header"
            : "add the line '-- down_revision: <id>', or '-- down_revision: none' for a base";
    Diagnostic& diagnostic = source_.report(Code::missing_key, 0, std::move(text), hint);
    note_stray_lines(end, diagnostic);
}

void HeaderReader::note_stray_lines(std::size_t end, Diagnostic& diagnostic) {
    constexpr std::size_t max_notes = 8;
    if (end >= source_.text().size()) return;
    add_note(diagnostic, {file_.path, source_.line(end), 0}, "the header ended here");
    for (std::size_t offset = end; offset < source_.text().size(); offset = next_line(offset)) {
        const std::string_view line = line_at(offset);
        if (read_marker(line) || diagnostic.notes.size() > max_notes) return;
        if (!meant_key(line)) continue;
        add_note(diagnostic, source_.location(offset),
                 "this line is not part of the header: " + why_stray(line, end));
    }
}

/// Comments between the header and the first marker that were meant as keys do nothing.
void HeaderReader::warn_of_stray_lines(std::size_t end) {
    for (std::size_t offset = end; offset < source_.text().size(); offset = next_line(offset)) {
        const std::string_view line = line_at(offset);
        if (read_marker(line)) return;
        const auto key = meant_key(line);
        if (!key) continue;
        source_
            .report(Code::key_behind_header, offset + line.find_first_not_of(line_blanks),
                    "'" + key_names()[*key] + "' is a comment here: " + why_stray(line, end),
                    "move the line into the header, or word the comment otherwise")
            .severity = Severity::warning;
        if (source_.overflows()) return;
    }
}

std::string HeaderReader::why_stray(std::string_view line, std::size_t end) const {
    if (split_header_line(line)) {
        return (is_blank(line_at(end)) ? "a blank line"
                                       : "line " + std::to_string(source_.line(end))) +
               " ends the header";
    }
    return line.starts_with("--") ? "its key is not directly followed by a colon"
                                  : "it does not begin with '--'";
}

}  // namespace

std::size_t read_header(SourceText& source, RevisionFile& file) {
    return HeaderReader(source, file).read();
}

}  // namespace kiln::tool
