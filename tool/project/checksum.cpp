#include "tool/project/checksum.hpp"

#include "src/sql/script_reader.hpp"
#include "tool/project/sha256.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

void add_ids(std::string& text, std::string_view key, std::span<const std::string_view> ids) {
    std::vector<std::string_view> sorted(ids.begin(), ids.end());
    std::ranges::sort(sorted);
    text += key;
    for (const std::string_view id : sorted) {
        text += ' ';
        text += id;
    }
    text += '\n';
}

// Words count in the case in which they are written: a word may be a name, and databases keep or
// even tell apart the case of names.
void add_tokens(std::string& text, std::string_view sql, SqlRules rules) {
    ScriptReader reader(sql, rules);
    const std::size_t begin = text.size();
    bool semicolon = false;
    for (ScriptToken token = reader.next(); token.kind != SqlToken::Kind::end;
         token = reader.next()) {
        const std::string_view part = reader.text(token);
        // MySQL takes hints from comments.
        if (token.role == ScriptToken::Role::comment &&
            !(rules == SqlRules::mysql && part.starts_with("/*+"))) {
            continue;
        }
        if (part == ";" || token.role == ScriptToken::Role::terminator) {
            semicolon = text.size() > begin;
            continue;
        }
        // No token has a NUL inside: K105.
        if (std::exchange(semicolon, false)) text += std::string_view(";", 2);
        text += part;
        text += '\0';
    }
}

std::string place_in_graph(std::string_view revision,
                           std::span<const std::string_view> down_revisions,
                           std::span<const std::string_view> depends_on, std::size_t size) {
    std::string text("revision ");
    text.reserve(256 + size);
    text += revision;
    text += '\n';
    add_ids(text, "down_revision", down_revisions);
    add_ids(text, "depends_on", depends_on);
    text += '\n';
    return text;
}

}  // namespace

std::string revision_checksum(std::string_view revision,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on,
                              std::string_view upgrade_sql, Dialect dialect) {
    std::string text = place_in_graph(revision, down_revisions, depends_on, upgrade_sql.size());
    add_tokens(text, upgrade_sql, rules_of(dialect));
    return "t1:" + Sha256().add(text).hex();
}

std::string code_checksum(std::string_view revision,
                          std::span<const std::string_view> down_revisions,
                          std::span<const std::string_view> depends_on, std::string_view code) {
    std::string text = place_in_graph(revision, down_revisions, depends_on, code.size());
    text += "code\n";
    text += code;
    return "t1:" + Sha256().add(text).hex();
}

std::string revision_checksum(const RevisionFile& file, const Section* section,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on, Dialect dialect) {
    if (file.is_code) {
        return code_checksum(file.revision.text, down_revisions, depends_on, file.code);
    }
    return revision_checksum(file.revision.text, down_revisions, depends_on,
                             section == nullptr ? std::string_view() : section->sql, dialect);
}

}  // namespace kiln::tool
