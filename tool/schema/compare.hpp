#pragma once
// Two schemas by what they mean.

#include "tool/schema/schema.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// One thing in which two schemas differ.
struct SchemaDifference {
    enum class Kind : std::uint8_t { missing, left_over, changed, moved };
    enum class Subject : std::uint8_t {
        table,
        virtual_table,
        view,
        index,
        trigger,
        column,
        constraint,
        option
    };
    Kind kind = Kind::changed;
    Subject subject = Subject::table;
    std::string table;   ///< the table or view that it is or belongs to
    std::string object;  ///< its name; of a constraint or option, its text
    /// Both sides as they are written, apart from the name; empty where the thing is not. Of a
    /// column that moved, its positions from 1.
    std::string was;
    std::string is;

    friend bool operator==(const SchemaDifference&, const SchemaDifference&) = default;
};

/// In words: "index 'ix_x' is missing", "table 'a': column 'b': was 'TEXT NOT NULL', is 'TEXT'".
std::string describe(const SchemaDifference& difference);

/// What is different in `is` from `was`, in the order of the tables' names.
///
/// Names compare without case; how a thing is written does not count (see SqlPiece), nor whether a
/// constraint stands at its column or at the end of the table, nor the order of constraints and
/// options. The order of columns counts, since an INSERT without a list of columns goes by it.
std::vector<SchemaDifference> differences(const Schema& was, const Schema& is);
/// The same of these groups alone.
std::vector<SchemaDifference> differences(const Schema& was, const Schema& is,
                                          const std::set<std::string>& tables);

}  // namespace kiln::tool
