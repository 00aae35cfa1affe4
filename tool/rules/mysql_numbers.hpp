#pragma once
// Which table and which column of a MySQL database is which: numbers that outlive every new name,
// by what statements say, since the server itself keeps none.

#include "tool/rules/server_state.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

class MysqlNumbers {
public:
    /// A statement has run.
    void note(std::string_view statement);
    /// These are the tables that there are, with the numbers by which the storage engine knows
    /// them, 0 where it does not: what note() did not learn is guessed.
    void see(const std::map<std::string, std::uint64_t>& tables);
    /// These are the columns of a table that there is, folded.
    void see_columns(Oid64 table, const std::vector<std::string>& columns);

    const std::map<std::string, Oid64>& tables() const { return tables_; }
    std::optional<std::string> name_of(Oid64 table) const;
    /// By a folded name; 0 where there is none.
    int column(Oid64 table, const std::string& name) const;
    /// As the storage engine knows it; 0 where it does not.
    std::uint64_t file_of(Oid64 table) const;
    /// Of what hangs on a table, by its kind and name.
    Oid64 number_of(Oid64 table, const std::string& what);

private:
    struct Columns {
        std::map<std::string, int> numbers;
        int last = 0;  ///< no number is used again
        std::uint64_t file = 0;
    };

    std::map<std::string, Oid64>::iterator find(const std::string& name);
    void rename(const std::string& from, const std::string& to);
    void forget(const std::string& name);
    void note_alter(std::string_view statement);

    std::map<std::string, Oid64> tables_;
    std::map<Oid64, Columns> columns_;
    std::map<std::pair<Oid64, std::string>, Oid64> others_;
    Oid64 last_ = 0;
};

}  // namespace kiln::tool
