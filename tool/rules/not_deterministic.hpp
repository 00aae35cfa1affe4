#pragma once
// K608: two runs of a section under two clocks and seeds.

#include "tool/replay/passage.hpp"
#include "tool/replay/references.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {

/// Whether statements with these words, or what they reach in the schema, may ask for the time or
/// for random numbers. More than there is, never less.
bool may_be_not_deterministic(const std::set<std::string>& words, const Schema& schema,
                              const References& references);

/// Whether these statements do nothing but declare, so that they write no rows and are what they
/// are at any time: a default of CURRENT_TIMESTAMP is one for rows to come.
bool only_declares(std::string_view sql);

/// What the rows of the tables were behind each statement that wrote to them.
class RowsByStatement {
public:
    void add(sqlite3* db, const RanStatement& ran);
    /// Behind the last one.
    void finish(sqlite3* db);

private:
    friend std::optional<Diagnostic> not_deterministic(const RowsByStatement& first,
                                                       const RowsByStatement& second,
                                                       const RevisionFile& file,
                                                       const Section& section);
    struct Rows {
        std::size_t offset = 0;
        std::string table;
        std::size_t digest = 0;
        friend bool operator==(const Rows&, const Rows&) = default;
    };
    void add(sqlite3* db, std::size_t offset, const std::string& table);

    std::vector<Rows> rows_;
    /// Tables of thousands of statements are looked at once: by the first statement that was left
    /// out.
    std::map<std::string, std::size_t> left_out_;
};

std::optional<Diagnostic> not_deterministic(const RowsByStatement& first,
                                            const RowsByStatement& second, const RevisionFile& file,
                                            const Section& section);

}  // namespace kiln::tool
