#include "src/database/version_table.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace kiln {
void check_version_table_name(std::string_view name) {
    const std::string plain = folded(name);
    const char* fault = nullptr;
    if (name.empty())
        fault = "it is empty";
    else if (plain.compare(0, 7, "sqlite_") == 0)
        fault = "SQLite keeps names in 'sqlite_'";
    else if (plain == history_table)
        fault = "that is the table of the log";
    else if (plain == compatible_table || plain == journal_table)
        fault = "that is another table of Kiln's";
    else if (name.find('\0') != std::string_view::npos)
        fault = "it holds a NUL character";
    if (fault == nullptr) return;
    throw make_error(Code::malformed_option,
                     "version_table cannot be " + quote(name) + ": " + fault,
                     "choose another name; Alembic's is 'alembic_version'");
}

std::string version_table_sql(std::string_view table, std::string_view constraint) {
    std::string sql(table);
    sql += " (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT ";
    sql += constraint;
    return sql += " PRIMARY KEY (version_num)\n)";
}

std::string history_table_sql(std::string_view table, const StoreWords& words) {
    std::string sql(table);
    sql += " (\n\tsequence ";
    sql += words.sequence;
    sql +=
        ", \n\trevision TEXT NOT NULL, \n\tdirection TEXT NOT NULL, \n\tchecksum TEXT NOT "
        "NULL, \n\tapplied_at TEXT NOT NULL, \n\tduration_ms ";
    sql += words.number;
    sql += " NOT NULL, \n\tapplied_by TEXT NOT NULL, \n\tversion_table TEXT\n)";
    return sql += words.table_end;
}

std::string compatible_table_sql(std::string_view table, const StoreWords& words) {
    std::string sql(table);
    sql +=
        " (\n\tversion_num VARCHAR(32) NOT NULL, \n\tmin_compatible VARCHAR(32) NOT NULL, "
        "\n\tversion_table ";
    sql += words.set;
    sql += ", \n\t";
    sql += words.set_key;
    sql += " (version_num, min_compatible, version_table)\n)";
    return sql += words.table_end;
}

/// The key lets one of several servers that take the same writes have a statement.
std::string journal_table_sql(std::string_view table, const StoreWords& words) {
    std::string sql(table);
    sql += " (\n\trevision VARCHAR(32) NOT NULL, \n\tdirection VARCHAR(9) NOT NULL, \n\tnumber ";
    sql += words.number;
    sql +=
        " NOT NULL, \n\thash VARCHAR(32) NOT NULL, \n\tstate VARCHAR(7) NOT NULL, "
        "\n\tversion_table ";
    sql += words.set;
    sql += ", \n\tPRIMARY KEY (version_table, number)\n)";
    return sql += words.table_end;
}

std::string_view first_columns_of(std::string_view table) {
    return table == history_table
               ? "sequence, revision, direction, checksum, applied_at, duration_ms, applied_by"
               : "version_num, min_compatible";
}

RowChanges changes_between(std::span<const std::string> from, std::span<const std::string> to) {
    RowChanges changes;
    std::set_difference(from.begin(), from.end(), to.begin(), to.end(),
                        std::back_inserter(changes.deletes));
    std::set_difference(to.begin(), to.end(), from.begin(), from.end(),
                        std::back_inserter(changes.inserts));
    const std::size_t pairs = std::min(changes.deletes.size(), changes.inserts.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        changes.updates.emplace_back(std::move(changes.deletes[i]), std::move(changes.inserts[i]));
    }
    const auto count = static_cast<std::ptrdiff_t>(pairs);
    changes.deletes.erase(changes.deletes.begin(), changes.deletes.begin() + count);
    changes.inserts.erase(changes.inserts.begin(), changes.inserts.begin() + count);
    return changes;
}

}  // namespace kiln
