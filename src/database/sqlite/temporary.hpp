#pragma once
// TEMP objects: what only one connection sees, and sees before what the database has of that name.

#include "src/database/connection.hpp"
#include "src/database/sqlite/handles.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::sqlite {

/// An SQLite result code; SQLITE_OK where all were read.
int find_temporary(const Connection& connection, std::vector<TemporaryObject>& found);

/// False where no statement of a section can make one.
bool may_make_temporary(std::string_view sql);

/// Those that a section leaves are gone in the next process: they go with it.
class TemporaryScope {
public:
    /// Looks at what is there, unless `sql` cannot add to it and nothing but that runs.
    TemporaryScope(sqlite3* db, std::string_view sql, bool is_code = false);
    TemporaryScope(const TemporaryScope&) = delete;
    TemporaryScope& operator=(const TemporaryScope&) = delete;
    /// Drops what was not.
    ~TemporaryScope();

private:
    Connection connection_;
    bool watches_;
    std::vector<TemporaryObject> known_;
};

}  // namespace kiln::sqlite
