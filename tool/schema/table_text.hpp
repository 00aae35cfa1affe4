#pragma once
// Edits of a CREATE TABLE statement that leave all else as it is written.

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// The statement as sqlite_schema holds it. Each edit throws K524 where it cannot be done.
class TableText {
public:
    explicit TableText(std::string sql) : sql_(std::move(sql)) {}

    const std::string& sql() const { return sql_; }

    void drop_column(const std::string& name);
    /// By its name, or by its text.
    void drop_constraint(const std::string& constraint);
    /// `definition` begins with the column's name.
    void alter_column(const std::string& definition);
    /// Behind the last column.
    void add_column(const std::string& definition);
    /// Behind all.
    void add_constraint(const std::string& definition);

private:
    struct Piece;
    std::vector<Piece> items() const;
    Piece column(const std::vector<Piece>& items, const std::string& name) const;
    void drop(const std::vector<Piece>& items, const Piece& item);

    std::string sql_;
};

}  // namespace kiln::tool
