#include "src/database/script.hpp"

#include <cstddef>

namespace kiln {
namespace {

/// What the section sets ends with it, however it ends.
class SectionScope {
public:
    SectionScope(Connection& connection, std::string_view sql, const SectionRules& rules)
        : connection_(connection) {
        connection.begin_section(sql, rules);
    }
    SectionScope(const SectionScope&) = delete;
    SectionScope& operator=(const SectionScope&) = delete;
    ~SectionScope() { connection_.end_section(); }

private:
    Connection& connection_;
};

}  // namespace

std::optional<Fault> run_script(Connection& connection, std::string_view sql,
                                const ScriptOptions& options) {
    const bool began_in_transaction = connection.state().is_open;
    const SectionScope scope(connection, sql, options);
    std::size_t last_transaction = 0;
    std::optional<Fault> fault;
    for (std::size_t at = 0; !fault && at < sql.size();) {
        FirstStatement first = connection.run_first(sql.substr(at));
        if (first.is_none()) break;
        if (first.controls_transaction) last_transaction = at + first.begin;
        if (first.fault) {
            fault = std::move(first.fault);
            fault->offset += at;
        } else if (options.after_statement) {
            options.after_statement(sql.substr(at + first.begin, first.end - first.begin));
        }
        at += first.end;
    }
    if (began_in_transaction || !connection.state().is_open) return fault;
    // A transaction of the section's own must not stay open.
    connection.roll_back();
    if (fault) return fault;
    return guard_fault(Code::transaction_left_open, last_transaction,
                       "the section leaves its own transaction open", "add COMMIT at its end");
}

}  // namespace kiln
