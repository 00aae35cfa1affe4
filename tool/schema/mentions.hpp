#pragma once
// What stands in a schema because something else does, and who names whom.

#include "tool/schema/schema.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace kiln::tool {

/// A view, trigger or virtual table, or a table's foreign keys, all of them.
struct Dependent {
    enum class Kind : std::uint8_t { view, trigger, virtual_table, foreign_keys };
    Kind kind = Kind::view;
    std::string table;  ///< folded: its group
    std::string name;   ///< folded

    friend auto operator<=>(const Dependent&, const Dependent&) = default;
};

/// The object in the schema, or null.
const SchemaObject* object_of(const Schema& schema, const Dependent& dependent);

/// Which dependents name which words. A word that is no name, or that of something else, counts
/// too: whom a change can reach is more than whom it does reach, never less.
class Mentions {
public:
    Mentions() = default;
    explicit Mentions(const Schema& schema);
    Mentions(const Mentions&) = delete;
    Mentions& operator=(const Mentions&) = delete;

    /// What belongs to this table or view (folded) now; nothing where it is gone.
    void replace(const std::string& table, std::span<const SchemaObject> objects);

    /// All that names one of these (folded), or a view that does.
    std::set<Dependent> reach(const std::set<std::string>& tables) const;

private:
    struct Mention {
        Dependent dependent;
        std::set<std::string> words;  // folded
    };

    std::map<std::string, std::vector<Mention>> of_group_;
    std::unordered_map<std::string, std::vector<const Dependent*>> of_word_;
};

}  // namespace kiln::tool
