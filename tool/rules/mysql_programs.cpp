#include "tool/rules/mysql_programs.hpp"

#include "src/text/letter_case.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/rules/mysql_canaries.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

using ProgramKind = MysqlProgram::Kind;

constexpr const char* word_of(ProgramKind kind) {
    switch (kind) {
        case ProgramKind::view:
            return "VIEW ";
        case ProgramKind::trigger:
            return "TRIGGER ";
        case ProgramKind::procedure:
            return "PROCEDURE ";
        case ProgramKind::function:
            return "FUNCTION ";
    }
    return "";
}

}  // namespace

bool MysqlProgram::names(const std::string& other) const { return words.contains(folded(other)); }

std::vector<MysqlProgram> read_mysql_programs(Connection& connection) {
    std::vector<MysqlProgram> programs;
    const auto read = [&](const char* sql) {
        connection.run_first(sql, {}, [&](Row row) {
            const std::string kind = folded(row[0].text);
            programs.push_back({kind == "view"        ? ProgramKind::view
                                : kind == "trigger"   ? ProgramKind::trigger
                                : kind == "procedure" ? ProgramKind::procedure
                                                      : ProgramKind::function,
                                std::string(row[1].text), std::string(row[2].text),
                                std::string(row[3].text)});
        });
    };
    read(
        "SELECT 'view', TABLE_NAME, '', VIEW_DEFINITION FROM information_schema.VIEWS WHERE "
        "TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME");
    read(
        "SELECT 'trigger', TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM "
        "information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY "
        "EVENT_OBJECT_TABLE, ACTION_ORDER");
    read(
        "SELECT ROUTINE_TYPE, ROUTINE_NAME, '', ROUTINE_DEFINITION FROM "
        "information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() ORDER BY ROUTINE_NAME");
    for (MysqlProgram& each : programs) each.words = sql_words(each.text);
    return programs;
}

std::vector<std::string> creation_of(Connection& connection, const MysqlProgram& program,
                                     const std::string& database) {
    std::string create;
    std::string mode;
    const MysqlReading reading(connection);
    connection.run_first(
        std::string("SHOW CREATE ") + word_of(program.kind) + in_backticks(program.name), {},
        [&](Row row) {
            const bool is_view = program.kind == ProgramKind::view;
            create = row[is_view ? 1 : 2].text;
            if (!is_view) mode = row[1].text;
        });
    if (create.empty()) return {};
    take_definer(create);
    return {"SET SESSION sql_mode = " + text_in_mysql(mode),
            without_database(std::move(create), database)};
}

bool may_change_programs(const std::set<std::string>& words) {
    return std::ranges::any_of(
        std::initializer_list<const char*>{"view", "trigger", "procedure", "function", "package",
                                           "call", "execute", "drop", "rename", "foreign",
                                           "references"},
        [&](const char* word) { return words.contains(word); });
}

}  // namespace kiln::tool
