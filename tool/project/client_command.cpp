#include "tool/project/client_command.hpp"

#include "src/text/letter_case.hpp"
#include "tool/project/names.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace kiln::tool {
namespace {

/// The command's name: a backslash and a word or one other character, or a word.
std::string_view command_in(std::string_view line) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_+";
    const std::size_t begin = line.starts_with('\\') ? 1 : 0;
    const std::size_t end = std::min(line.find_first_not_of(letters, begin), line.size());
    return line.substr(0, end > begin ? end : std::min(begin + 1, line.size()));
}

struct Cure {
    std::string_view name;
    std::string_view hint;
};

constexpr std::string_view read_a_file = "put the statements of that file here";
constexpr std::string_view end_it = "end the statement with a semicolon";
constexpr std::string_view connects_itself =
    "remove the line: Kiln connects by itself; pg_dump writes none without --create";
constexpr std::array<Cure, 16> cures{{
    {"source", read_a_file},
    {"\\i", read_a_file},
    {"\\ir", read_a_file},
    {"\\include", read_a_file},
    {"\\include_relative", read_a_file},
    {"\\c", connects_itself},
    {"\\connect", connects_itself},
    {"\\copy", "write 'COPY … FROM stdin;', the data behind it, and a line '\\.'"},
    {"\\.", "a line '\\.' ends the data behind 'COPY … FROM stdin;' and stands nowhere else"},
    {"\\set", "write the value itself: SQL knows no variables of psql's"},
    {"\\g", end_it},
    {"\\gx", end_it},
    {"\\gexec", end_it},
    {"\\gset", end_it},
    {"\\gdesc", end_it},
    {"\\;", end_it},
}};

std::string cure_for(std::string_view command) {
    for (const Cure& cure : cures) {
        if (equal_ignoring_case(cure.name, command)) return std::string(cure.hint);
    }
    return "remove it: only psql or mysql itself would know what to do";
}

}  // namespace

void report_client_command(SourceText& source, const ScriptToken& token) {
    const std::string_view line = source.text().substr(token.offset, token.size);
    const std::string_view command = command_in(line);
    if (equal_ignoring_case(command, "delimiter")) {
        source.report(Code::malformed_delimiter, token.offset,
                      "DELIMITER names nothing that could end a statement",
                      "name it on the same line and without a backslash: 'DELIMITER $$'");
        return;
    }
    source.report(Code::client_command, token.offset,
                  "'" + printable(command) + "' is a command of a client, not SQL",
                  cure_for(command));
}

std::string table_lock_message(std::string_view statement) {
    return upper_case(statement.substr(0, statement.find_first_of(" \t\r\n"))) +
           " TABLES shuts the run out of its own tables";
}

std::size_t find_table_lock(std::string_view sql) {
    ScriptReader reader(sql, SqlRules::mysql);
    for (;;) {
        reader.skim();
        const ScriptToken token = reader.next();
        if (token.kind == SqlToken::Kind::end) return std::string_view::npos;
        if (token.role == ScriptToken::Role::lock_tables) return token.offset;
    }
}

}  // namespace kiln::tool
