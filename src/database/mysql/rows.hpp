#pragma once
// The rows of a statement of a revision in C++, which the client holds.

#include "src/database/connection.hpp"
#include "src/database/mysql/client.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::mysql {

/// What the server sends, as values: integers, BIT and YEAR as integers; FLOAT, DOUBLE, and what is
/// no integer of 64 bits of DECIMAL and BIGINT UNSIGNED, as numbers; binary strings as blobs; all
/// else as text as the server writes it.
class Rows final : public Cursor {
public:
    /// Of a statement that has none.
    explicit Rows(std::int64_t changes) : changes_(changes) {}
    /// Of one that has run, whose rows libmariadb holds by now: all of them are taken.
    Rows(MYSQL_STMT* ran, std::int64_t changes);
    /// Of a statement that cannot be prepared.
    Rows(const Answer& answer, std::int64_t changes);

    bool next(std::optional<Fault>& fault) override;
    std::size_t columns() const override { return names_.size(); }
    std::string_view name(std::size_t column) const override { return names_[column]; }
    detail::Value value(std::size_t column) const override;
    std::int64_t changes() const override { return changes_; }

private:
    /// One value; text and blobs stand in `bytes_`.
    struct Field {
        detail::ValueKind kind = detail::ValueKind::null;
        std::int64_t integer = 0;
        double real = 0;
        std::size_t begin = 0;
        std::size_t size = 0;
    };

    void take(MYSQL_STMT* ran, unsigned column, const MYSQL_FIELD& type);
    Field number(std::string_view written) const;
    Field bytes(detail::ValueKind kind, std::string_view text);

    std::int64_t changes_;
    std::vector<std::string> names_;
    std::vector<Field> fields_;  ///< row by row
    std::string bytes_;
    std::size_t next_ = 0;  ///< the row behind the one that it is at
};

}  // namespace kiln::mysql
