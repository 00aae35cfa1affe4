#include "tool/replay/planned_questions.hpp"

#include "src/text/letter_case.hpp"

#include <utility>

namespace kiln::tool {
namespace {

constexpr std::string_view oids_parameter = "$1";

void tell_planner(Connection& connection, const std::string& sql) {
    const FirstStatement done = connection.run_first(sql);
    if (done.fault) throw database_error(*done.fault, Doing::read, connection.name());
}

}  // namespace

PlannedQuestions::PlannedQuestions(Connection& connection) : connection_(connection) {
    plan_again();
}

void PlannedQuestions::plan_again() const {
    tell_planner(connection_, "SET plan_cache_mode = force_generic_plan");
    for (const auto& [name, sql] : questions_) plan(name, sql);
}

void PlannedQuestions::plan(const std::string& name, const std::string& sql) const {
    const bool has_oids = sql.find(oids_parameter) != std::string::npos;
    tell_planner(connection_, "PREPARE " + name + (has_oids ? "(oid[])" : "") + " AS " + sql);
}

void PlannedQuestions::add(const std::string& name, std::string sql) {
    plan(name, sql);
    questions_[name] = std::move(sql);
}

std::string PlannedQuestions::with(const std::string& name, const std::string& oids) const {
    if (is_planned_) return "EXECUTE " + name + (oids.empty() ? "" : "(" + oids + ")");
    std::string sql = questions_.at(name);
    for (std::size_t at = 0; (at = sql.find(oids_parameter, at)) != std::string::npos;) {
        sql.replace(at, oids_parameter.size(), oids);
        at += oids.size();
    }
    return sql;
}

void PlannedQuestions::see(std::string_view section) {
    const std::string text = folded(section);
    const auto says = [&](const char* word) { return text.find(word) != std::string::npos; };
    is_planned_ = is_planned_ && !says("deallocate") && !says("discard");
}

}  // namespace kiln::tool
