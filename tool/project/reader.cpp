#include "tool/project/reader.hpp"

#include "tool/project/code.hpp"
#include "tool/project/header.hpp"
#include "tool/project/sections.hpp"
#include "tool/project/source_text.hpp"
#include "tool/project/utf8.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

using namespace std::string_view_literals;

/// The encoding that a byte order mark tells, as iconv names it; empty for UTF-8 and no mark.
/// UTF-32's little-endian mark begins with UTF-16's.
std::string_view foreign_encoding(std::string_view text) {
    if (text.starts_with("\xff\xfe\0\0"sv) || text.starts_with("\0\0\xfe\xff"sv)) return "UTF-32";
    if (text.starts_with("\xff\xfe"sv) || text.starts_with("\xfe\xff"sv)) return "UTF-16";
    return {};
}

void check_utf8(SourceText& source) {
    const std::size_t bad = find_invalid_utf8(source.text());
    if (bad == std::string_view::npos) return;
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(source.text()[bad]);
    const std::string hex{'0', 'x', digits[byte >> 4U], digits[byte & 15U]};
    source.report(Code::invalid_utf8, bad, "byte " + hex + " is not UTF-8",
                  "save the file as UTF-8, or convert it: iconv -f ISO-8859-1 -t UTF-8");
}

/// CRLF becomes LF; a CR elsewhere is white space and stays.
std::string with_lf(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (;;) {
        const std::size_t end = text.find("\r\n");
        result += text.substr(0, end);
        if (end == std::string_view::npos) return result;
        text.remove_prefix(end + 1);
    }
}

/// False if the bytes are no text that could be read further.
bool check_text(SourceText& source) {
    const std::string_view encoding = foreign_encoding(source.text());
    if (!encoding.empty()) {
        source.report_at({source.path(), 1, 1}, Code::not_utf8,
                         "the file is " + std::string(encoding) + ", not UTF-8",
                         "convert it: iconv -f " + std::string(encoding) + " -t UTF-8");
        return false;
    }
    const std::size_t nul = source.text().find('\0');
    if (nul != std::string_view::npos) {
        source.report(Code::nul_byte, nul, "NUL byte in the file",
                      "save the file as UTF-8 text without NUL bytes");
        return false;
    }
    check_utf8(source);
    return true;
}

void check_upgrade(SourceText& source, const RevisionFile& file) {
    const auto& sections = file.sections;
    const auto is_upgrade = [](const Section& s) { return s.direction == Direction::upgrade; };
    if (std::any_of(sections.begin(), sections.end(), is_upgrade)) return;
    // An empty file, or one of comments, has heard enough.
    if (file.header.empty() && sections.empty()) return;
    const std::uint32_t line = std::max<std::uint32_t>(file.revision.line, 1);
    source
        .report_at({file.path, line, 1}, Code::no_upgrade_section, "no upgrade section",
                   "add the line '-- kiln:upgrade' behind the header, also if nothing follows it")
        .source_line = file.source_line(line);
}

/// A file with an id and fixtures, which looks like a revision that lacks its place and upgrade.
void settle_fixture(RevisionFile& file, std::vector<Diagnostic>& diagnostics, std::size_t first) {
    const bool has_id_alone = !file.revision.text.empty() && file.down_revision_line == 0 &&
                              file.message.empty() && file.create_date.empty() &&
                              file.branch_labels.empty() && file.depends_on.empty() &&
                              file.min_compatible.text.empty();
    file.is_fixture = has_id_alone && file.sections.empty() && !file.fixtures.empty();
    if (!file.is_fixture) return;
    const auto begin = diagnostics.begin() + static_cast<std::ptrdiff_t>(first);
    diagnostics.erase(std::remove_if(begin, diagnostics.end(),
                                     [](const Diagnostic& each) {
                                         return each.code == Code::missing_key ||
                                                each.code == Code::no_upgrade_section;
                                     }),
                      diagnostics.end());
}

bool by_place(const Diagnostic& a, const Diagnostic& b) {
    return std::pair(a.location.line, a.location.column) <
           std::pair(b.location.line, b.location.column);
}

}  // namespace

RevisionFile parse_revision_file(std::string path, std::string_view text,
                                 std::vector<Diagnostic>& diagnostics) {
    RevisionFile file;
    read_revision_file(std::move(path), text, file, diagnostics);
    return file;
}

void read_revision_file(std::string path, std::string_view text, RevisionFile& file,
                        std::vector<Diagnostic>& diagnostics) {
    file.path = std::move(path);
    const auto first = static_cast<std::ptrdiff_t>(diagnostics.size());
    if (text.starts_with("\xef\xbb\xbf"sv)) text.remove_prefix(3);

    SourceText raw(file.path, text, diagnostics);
    if (!check_text(raw)) return;
    std::string converted;
    if (text.find('\r') != std::string_view::npos) {
        converted = with_lf(text);
        text = converted;
    }
    SourceText source(file.path, text, diagnostics);
    if (file.path.ends_with(".cpp")) {
        const std::string top = header_part(text);
        SourceText header(file.path, top, diagnostics);
        const std::size_t end = read_header(header, file);
        file.header = text.substr(0, file.header.size());
        read_code(source, end, file);
        speak_of_code(diagnostics, static_cast<std::size_t>(first), text);
    } else {
        read_sections(source, read_header(source, file), file);
        check_upgrade(source, file);
        settle_fixture(file, diagnostics, static_cast<std::size_t>(first));
    }
    std::stable_sort(diagnostics.begin() + first, diagnostics.end(), by_place);
}

}  // namespace kiln::tool
