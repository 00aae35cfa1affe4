#include "tool/replay/server_faults.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"

#include <regex>
#include <string>
#include <vector>

namespace kiln::tool {

std::optional<std::string> missing_role(std::string_view message) {
    constexpr std::string_view start = "role \"";
    constexpr std::string_view end = "\" does not exist";
    const std::size_t begin = message.find(start);
    const std::size_t behind = message.find(end, begin);
    if (begin == std::string_view::npos || behind == std::string_view::npos) return std::nullopt;
    return std::string(message.substr(begin + start.size(), behind - begin - start.size()));
}

namespace {

/// `CREATE EXTENSION IF NOT EXISTS "uuid-ossp"`, in a string too: of a DO block, or what it
/// executes.
std::vector<std::string> extensions_in(std::string_view statement) {
    const std::string text(statement);
    static const std::regex named(
        R"re(\bextension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([a-z0-9_$-]+)))re",
        std::regex::icase);
    std::vector<std::string> names;
    for (std::sregex_iterator each(text.begin(), text.end(), named), end; each != end; ++each) {
        names.push_back((*each)[1].matched ? (*each)[1].str() : folded((*each)[2].str()));
    }
    return names;
}

}  // namespace

bool lacks_extension(Connection& connection, std::string_view sql) {
    const ScriptStatement first = StatementSplitter(SqlRules::postgresql).first(sql);
    std::string list;
    for (const std::string& name :
         extensions_in(sql.substr(first.begin, first.end - first.begin))) {
        list += (list.empty() ? "" : ", ") + string_in_sql(name);
    }
    if (list.empty()) return false;
    bool lacks = false;
    connection.run_first(
        "SELECT 1 FROM pg_catalog.unnest(ARRAY[" + list +
            "]) AS named (name) WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_available_extensions "
            "a WHERE a.name = named.name) OR EXISTS (SELECT 1 FROM "
            "pg_catalog.pg_available_extension_versions v, pg_catalog.unnest(v.requires) AS r "
            "(name) WHERE v.name = named.name AND NOT EXISTS (SELECT 1 FROM "
            "pg_catalog.pg_available_extensions a WHERE a.name = r.name)) LIMIT 1",
        {}, [&](Row) { lacks = true; });
    return lacks;
}

const char* const missing_extension_hint =
    "install it for that server, or name one that has it with KILN_POSTGRESQL_URL";

}  // namespace kiln::tool
