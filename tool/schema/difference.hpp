#pragma once
// What two schemas differ in.

#include <cstdint>
#include <string>
#include <string_view>

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

/// The same as what leads from the one to the other: "adds column b to a".
std::string describe_change(const SchemaDifference& difference);
/// add, drop, change or move
std::string_view change_verb(const SchemaDifference& difference);
/// "virtual table"
std::string_view subject_noun(const SchemaDifference& difference);

}  // namespace kiln::tool
