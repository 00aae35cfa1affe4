#pragma once
// What an application's databases know and SQLite does not: its functions, collations, virtual
// tables.

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace kiln::tool {

struct ApplicationObjects {
    /// A loadable extension of SQLite's: the real thing.
    struct Extension {
        std::string file;
        Location place{};  ///< where it is named; none for the command line
    };
    struct Function {
        std::string name;
        int arguments = 0;  ///< -1: any number
    };
    std::vector<Extension> extensions;
    std::vector<Function> functions;
    std::vector<std::string> collations;
};

/// Throws K526 for one that cannot be loaded.
void load_extensions(sqlite3* db, std::span<const ApplicationObjects::Extension> extensions);

/// Something in place of each declared function and collation that `db` does not have. A function
/// gives its first argument back or, without any, another text at each call; a collation compares
/// bytes. For trials alone: on a real database they would write what is not so.
void add_stand_ins(sqlite3* db, const ApplicationObjects& objects);

/// How often stand-ins were called so far, in the program as a whole, and the name of the last.
struct StandInCalls {
    std::size_t count = 0;
    std::string last;
};
const StandInCalls& stand_in_calls();

/// What to say of a message of SQLite's that such an object is missing, such as "no such function:
/// app_hash", with the key of kiln.toml that names it; empty for other messages. `sql` is what
/// SQLite refused, as far as it is known.
std::string hint_for_missing(std::string_view message, std::string_view sql = {});

}  // namespace kiln::tool
