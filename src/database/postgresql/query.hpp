#pragma once
// The rows of a statement of a revision in C++, which the client holds, and what it reads of them.

#include "src/database/connection.hpp"
#include "src/database/postgresql/handles.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::postgresql {

/// What the server writes, as values: integers and `boolean` as integers; floating point, and
/// `numeric` that is no integer of 64 bits, as numbers; `bytea` as blobs; a time with a zone as
/// that of UTC without one; all else as text.
class Query final : public Cursor {
public:
    Query(Result result, std::int64_t changes);

    bool next(std::optional<Fault>& fault) override;
    std::size_t columns() const override { return texts_.size(); }
    std::string_view name(std::size_t column) const override;
    detail::Value value(std::size_t column) const override;
    std::int64_t changes() const override { return changes_; }

private:
    /// What a value refers to that is not in the result as it is.
    struct OwnText {
        int row = -1;
        std::string text;
    };

    Result result_;
    std::int64_t changes_;
    int row_ = -1;
    mutable std::vector<OwnText> texts_;  ///< by column
};

/// `2001-02-03 04:05:06+02` as the time of UTC, without a zone; what is no such time as it is.
std::string in_utc(std::string_view text);

}  // namespace kiln::postgresql
