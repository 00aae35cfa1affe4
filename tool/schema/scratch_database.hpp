#pragma once
// An empty database in memory, to see what SQLite makes of a statement.

#include "src/database/sqlite/setting.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/schema.hpp"

#include <optional>
#include <string>

namespace kiln::tool {

class ScratchDatabase {
public:
    sqlite3* handle() const { return connection_.get(); }
    /// SQLite's message if it fails.
    std::optional<std::string> execute(const std::string& sql);
    /// Makes all of a schema.
    std::optional<std::string> load(const Schema& schema);
    /// Runs a revision's script as Kiln runs it.
    std::optional<std::string> run(const std::string& sql);

    /// From now on "text" is no string, as in the build.
    void refuse_double_quoted_strings() { strings_.emplace(handle(), false); }

private:
    sqlite::Connection connection_ = open_in_memory();
    std::optional<sqlite::DoubleQuotedStrings> strings_;
};

}  // namespace kiln::tool
