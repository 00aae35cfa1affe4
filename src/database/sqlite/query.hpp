#pragma once
// Statements with values inside of a section: what revisions in C++ run.

#include "src/database/connection.hpp"
#include "src/database/sqlite/section.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kiln::sqlite {

/// Of one section, which must outlive them.
class Queries {
public:
    explicit Queries(Section& section);
    Queries(const Queries&) = delete;
    Queries& operator=(const Queries&) = delete;
    ~Queries();

    /// As Connection::query(). What the section refuses is refused; objections are faults. A
    /// statement that runs again is not compiled again.
    std::unique_ptr<Cursor> query(std::string_view text, std::span<const detail::Value> values,
                                  std::optional<Fault>& fault);
    /// As Connection::execute().
    std::int64_t execute(std::string_view text, std::span<const detail::Value> values,
                         std::optional<Fault>& fault);

private:
    struct Kept;
    class Rows;

    sqlite3* db() const { return section_.db_; }
    /// With its values, ready to run. None with a fault.
    Kept* bound(std::string_view text, std::span<const detail::Value> values,
                std::optional<Fault>& fault);
    Kept* kept(std::string_view text, std::optional<Fault>& fault);
    std::optional<Fault> prepare(Kept& made);
    void begin(Kept& made);
    /// False behind the last row, or with a fault.
    bool step(Kept& running, std::optional<Fault>& fault);
    /// How many rows it has changed.
    std::int64_t end(Kept& running, const std::optional<Fault>& fault);

    Section& section_;
    std::vector<std::unique_ptr<Kept>> kept_;  ///< the last one behind
};

}  // namespace kiln::sqlite
