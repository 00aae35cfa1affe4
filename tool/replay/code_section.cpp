#include "tool/replay/code_section.hpp"

#include "src/run/operations.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/supervision.hpp"

#include <kiln/codes.hpp>

namespace kiln::tool {

std::optional<Fault> known_end_of(const Section& section) {
    const auto end = code_end(section.code_of, section.direction);
    if (!end) return std::nullopt;
    if (!end->is_endless) return Fault{Reason::sql, end->message, "", 0, {}};
    return guard_fault(Code::endless_script, 0, end->message + " within check_deadline",
                       "give its loops an end, or raise check_deadline in kiln.toml");
}

std::optional<Fault> run_section(Connection& connection, const Section& section,
                                 const ScriptOptions& options) {
    if (!section.is_code) return run_script(connection, section.sql, options);
    if (auto fault = known_end_of(section)) return fault;
    if (!connection.traits().ddl_commits)
        return run_code_section(connection, section, {}, options.after_statement);
    // As a run does it there, in a transaction of the code's own.
    connection.begin();
    std::optional<Fault> fault = run_code_section(connection, section, {}, options.after_statement);
    if (fault) {
        connection.roll_back();
    } else {
        connection.commit();
    }
    return fault;
}

std::optional<Fault> run_code_section(
    Connection& connection, const Section& section, SectionRules rules,
    const std::function<void(std::string_view statement)>& after_statement) {
    rules.is_code = true;
    detail::CodeCall run{connection, linked_function(section.code_of, section.direction), rules};
    run.after_statement = after_statement;
    const InCode in_code(section.code_of, section.direction);
    detail::call_code(run);
    return run.fault;
}

}  // namespace kiln::tool
