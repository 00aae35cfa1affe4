#pragma once
// Table -> C++ text.

#include <kiln/migration_table.hpp>

#include <string>
#include <string_view>

namespace kiln::tool {

struct BakeNames {
    std::string cpp_namespace;  ///< `a::b`
    std::string include;        ///< how the source includes the header: `a/b/migrations.hpp`
    std::string target{};       ///< whose revisions in C++ they are, where there are any
};

/// The header: `revisions`, `heads`, `head` and migrations(). It depends on the graph and the
/// messages alone, so that editing SQL recompiles no application.
std::string bake_header(const MigrationTable& table, const BakeNames& names);
/// The source: the whole table as constant data.
std::string bake_source(const MigrationTable& table, const BakeNames& names);

/// True for one C++ identifier or several joined by `::`, none of them a keyword or reserved.
bool is_cpp_namespace(std::string_view text);

}  // namespace kiln::tool
