#include "tool/rules/server_enums.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"

#include <kiln/codes.hpp>

#include <vector>

namespace kiln::tool {

std::string added_enum_value(std::string_view statement) {
    const std::vector<Token> tokens = tokens_of(statement, SqlRules::postgresql);
    const Tokens all(tokens);
    if (!is_at(all, 0, "alter") || !is_at(all, 1, "type")) return "";
    for (std::size_t at = 3; at + 2 < all.size(); ++at) {
        if (!is_at(all, at, "add") || !is_at(all, at + 1, "value")) continue;
        for (at += 2; at < all.size(); ++at) {
            if (all[at].kind == SqlToken::Kind::string) return std::string(all[at].text);
        }
    }
    return "";
}

std::uint32_t last_use_of_enum_value(const Chain& chain, std::uint32_t position,
                                     const std::string& value) {
    std::uint32_t last = position;
    for (std::uint32_t next = position + 1; next < chain.size(); ++next) {
        const Section* section = chain.file(next).section(Direction::upgrade, Dialect::postgresql);
        if (section == nullptr) continue;
        if (section->no_transaction) break;
        if (section->sql.find(value) != std::string::npos) last = next;
    }
    return last;
}

bool is_unsafe_use(const Fault& fault, const std::string& value) {
    return fault.number == sql_state("55P04") &&
           fault.message.find(unquoted(value)) != std::string::npos;
}

Diagnostic enum_in_same_run(const ServerPassage& upgrade, std::size_t offset,
                            const std::string& value, const std::string& user) {
    return finding(upgrade.file, upgrade.section, offset, Code::enum_in_same_run,
                   "the value " + in_quotes(unquoted(value)) +
                       " is added in the run in which revision " + in_quotes(user) +
                       " uses it, and can be used only behind a commit",
                   "add no-transaction to the section's marker; or say why on a line above the "
                   "statement: -- kiln:allow K624: …");
}

}  // namespace kiln::tool
