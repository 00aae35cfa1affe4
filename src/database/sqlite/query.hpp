#pragma once
// Statements with values inside of a section: what revisions in C++ run.

#include "src/database/sqlite/guard.hpp"
#include "src/database/sqlite/section.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::sqlite {

/// A statement that may run again.
struct Section::Kept {
    explicit Kept(std::string_view sql) : text(sql) {}
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept();

    std::string text;
    sqlite3_stmt* statement = nullptr;
    StatementKind kind = StatementKind::other;
    bool runs = false;
    int changes_before = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

class Section::Query final : public Cursor {
public:
    Query(Section& section, Kept& kept);
    ~Query() override;

    bool next(std::optional<Fault>& fault) override;
    std::size_t columns() const override;
    std::string_view name(std::size_t column) const override;
    detail::Value value(std::size_t column) const override;
    std::int64_t changes() const override { return changes_; }

private:
    Section& section_;
    Kept& kept_;
    std::int64_t changes_ = 0;
};

}  // namespace kiln::sqlite
