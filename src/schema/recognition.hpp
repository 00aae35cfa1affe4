#pragma once
// Which revisions have run on a database that nobody stamped, by what its tables look like.

#include "src/plan/lineage.hpp"
#include "src/schema/fingerprint.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kiln {

/// Applied revisions with which a database's tables agree. Revisions that nothing of a schema
/// tells of may be among them or not; those whose upgrade is empty are wherever they can.
class Recognition {
public:
    /// A SQLite database's. `table` must outlive it.
    Recognition(const MigrationTable& table, const std::vector<TableHistory>& known,
                const Schema& database);
    /// `is`: what the database has of a name, or no_table.
    Recognition(const MigrationTable& table, Dialect dialect,
                const std::vector<TableHistory>& known,
                const std::function<Fingerprint(const std::string& table)>& is);

    /// Whether the database has any of the tables that the revisions make.
    bool has_tables() const;

    /// Up to `most` sets of applied revisions that fit, the ones with more of them first. One alone
    /// is the only one.
    std::vector<Flags> fits(std::size_t most) const;

    struct Misfit {
        enum class Kind : std::uint8_t {
            missing,
            left_over,
            different,
            unknown,  ///< the revisions that made it so were never tried in this order
        };
        std::string table;
        Kind kind = Kind::different;
        /// The revision behind which it looks as in the database, the last if there are several.
        std::uint32_t seen_at = no_position;
    };
    /// By table.
    std::vector<Misfit> misfits(const Flags& applied) const;

    /// The revisions below one, and itself, with which the fewest tables do not fit; of several the
    /// ones that are the furthest up.
    Flags nearest() const;

private:
    class Search;

    /// A table of the revisions'.
    struct Subject {
        std::string name;
        std::vector<TableVersion> versions;
        Fingerprint is = no_table;

        /// Behind the first `count` of its versions.
        bool fits_behind(std::size_t count) const {
            return (count == 0 ? no_table : versions[count - 1].fingerprint) == is;
        }
    };

    Flags nearest_in_line() const;

    /// How many versions have run; nothing where one did not that comes before another.
    static std::size_t versions_in(const Subject& subject, const Flags& applied, bool& in_order);

    const MigrationTable& table_;
    Dialect dialect_;
    std::vector<Subject> subjects_;
    /// By position: which subjects the revision changes.
    std::vector<std::vector<std::uint32_t>> changes_;
};

}  // namespace kiln
