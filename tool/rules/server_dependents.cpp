#include "tool/rules/server_dependents.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/rules/server_canaries.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace kiln::tool {
namespace {

/// A row may be refused for many reasons; these are the schema's.
bool is_of_schema(const std::string& message) {
    constexpr std::array<std::string_view, 5> words{
        "does not exist", "has no field", "more expressions than target columns",
        "more target columns than expressions", "but expression is of type"};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return message.find(word) != std::string::npos; });
}

class Probe {
public:
    Probe(Connection& connection, Oid64 table, BrokenOnServer& broken)
        : connection_(connection), oid_(table), broken_(broken) {}

    void look() {
        const auto state = read_state(connection_, {oid_});
        if (!state) return;
        const auto found = state->tables.find(oid_);
        if (found == state->tables.end() || found->second.columns.empty()) return;
        const std::string name = quoted_table(found->second.schema, found->second.name);
        connection_.run_first("SAVEPOINT kiln_probe");
        const auto unfilled = fill_with_canaries(connection_, {oid_}, ServerCanaries::ordinary, 3);
        if (!unfilled.empty()) note("INSERT", unfilled.begin()->second);
        back();
        const std::string one = " WHERE ctid = (SELECT ctid FROM ONLY " + name + " LIMIT 1)";
        for (const auto& [number, column] : found->second.columns) {
            if (column.generated) continue;
            // Each, for triggers of UPDATE OF.
            const std::string quoted = quoted_name(column.name);
            run("UPDATE", fmt::format("UPDATE ONLY {0} SET {1} = {1}{2}", name, quoted, one));
        }
        run("DELETE", "DELETE FROM ONLY " + name + one);
    }

private:
    void run(const std::string& how, const std::string& sql) {
        const auto fault = connection_.run_first(sql).fault;
        if (fault) note(how, fault->message);
        back();
    }
    void back() { connection_.run_first("ROLLBACK TO SAVEPOINT kiln_probe"); }
    void note(const std::string& how, const std::string& message) {
        if (is_of_schema(message)) broken_.try_emplace({oid_, how}, message);
    }

    Connection& connection_;
    Oid64 oid_;
    BrokenOnServer& broken_;
};

}  // namespace

std::set<Oid64> tables_with_triggers_on(Connection& connection, const ServerTableNames& tables,
                                        const std::set<Oid64>& reached) {
    std::set<std::string> names;
    for (const Oid64 oid : reached) {
        const auto name = tables.find(oid);
        if (name != tables.end()) names.insert(folded(name->second.second));
    }
    std::set<Oid64> found;
    connection.run_first(
        "SELECT t.tgrelid, p.prosrc FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON "
        "p.oid = t.tgfoid WHERE NOT t.tgisinternal",
        {}, [&](Row row) {
            const Oid64 table = server_number(row[0].text);
            if (!tables.contains(table)) return;
            const std::string body = folded(row[1].text);
            const bool is_reached =
                reached.contains(table) || std::ranges::any_of(names, [&](const auto& name) {
                    return body.find(name) != std::string::npos;
                });
            if (is_reached) found.insert(table);
        });
    return found;
}

BrokenOnServer find_broken(Connection& connection, const std::set<Oid64>& tables) {
    BrokenOnServer broken;
    for (const Oid64 table : tables) Probe(connection, table, broken).look();
    return broken;
}

}  // namespace kiln::tool
