#include "tool/schema/scratch_database.hpp"

#include "src/database/sqlite/connection.hpp"
#include "src/database/sqlite/failure.hpp"

namespace kiln::tool {

std::optional<std::string> ScratchDatabase::execute(const std::string& sql) {
    if (connection_.execute(sql.c_str()) == SQLITE_OK) return std::nullopt;
    return sqlite::message_of(handle());
}

std::optional<std::string> ScratchDatabase::load(const Schema& schema) {
    using Kind = SchemaObject::Kind;
    for (const bool dependents : {false, true}) {
        for (const auto& [group, objects] : schema.groups) {
            if (is_shadow_table(schema, group)) continue;
            for (const SchemaObject& object : in_creation_order(objects)) {
                const bool is_dependent =
                    object.kind != Kind::table && object.kind != Kind::virtual_table;
                if (is_dependent != dependents) continue;
                // Triggers INSTEAD OF come behind their view, which stands first in its group.
                if (auto fault = execute(object.sql)) return fault;
            }
        }
    }
    return std::nullopt;
}

std::optional<std::string> ScratchDatabase::run(const std::string& sql) {
    if (auto fault = execute("BEGIN")) return fault;
    const std::optional<Fault> fault = run_script(handle(), sql);
    execute(fault ? "ROLLBACK" : "COMMIT");
    return fault ? std::optional(fault->message) : std::nullopt;
}

}  // namespace kiln::tool
