#include "src/database/script.hpp"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

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

/// The first of them, which has the others with it.
std::optional<Fault> as_one(std::vector<Fault> faults) {
    if (faults.empty()) return std::nullopt;
    Fault first = std::move(faults.front());
    first.also.assign(std::make_move_iterator(faults.begin() + 1),
                      std::make_move_iterator(faults.end()));
    return first;
}

}  // namespace

std::optional<Fault> run_script(Connection& connection, std::string_view sql,
                                const ScriptOptions& options) {
    const bool began_in_transaction = connection.state().is_open;
    const SectionScope scope(connection, sql, options);
    std::size_t last_transaction = 0;
    std::vector<Fault> faults;
    bool has_stopped = false;
    for (std::size_t at = 0; !has_stopped && at < sql.size();) {
        FirstStatement first = connection.run_first(sql.substr(at));
        if (first.is_none()) break;
        if (first.controls_transaction) last_transaction = at + first.begin;
        for (Fault& objection : first.objections) {
            objection.offset += at;
            faults.push_back(std::move(objection));
        }
        if (first.fault) {
            first.fault->offset += at;
            faults.push_back(*std::move(first.fault));
            has_stopped = true;
        } else if (options.after_statement) {
            options.after_statement(sql.substr(at + first.begin, first.end - first.begin));
        }
        at += first.end;
    }
    if (began_in_transaction || !connection.state().is_open) return as_one(std::move(faults));
    // A transaction of the section's own must not stay open.
    connection.roll_back();
    if (!has_stopped) {
        faults.push_back(guard_fault(Code::transaction_left_open, last_transaction,
                                     "the section leaves its own transaction open",
                                     "add COMMIT at its end"));
    }
    return as_one(std::move(faults));
}

}  // namespace kiln
