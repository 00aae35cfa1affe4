#pragma once
// What revisions make on a server of the check's own, for verbs that compare databases with it.

#include "src/database/connection.hpp"
#include "src/schema/fingerprint.hpp"
#include "tool/report/described_schema.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

struct Workspace;

/// Names of a server's objects have their kind: `table patient`, `function age(date)`.
class ServerSchemas {
public:
    struct Difference {
        enum class Kind : std::uint8_t { missing, left_over, changed };
        Kind kind = Kind::changed;
        std::string text;            ///< `column patient.phone is missing`
        bool may_be_others = false;  ///< left over, and no revision ever makes it
    };
    struct Comparison {
        std::vector<Difference> differences;
        std::string note;     ///< on all of them; may be empty
        std::string missing;  ///< why nothing was compared; empty: it was
    };
    struct Tables {
        std::vector<TableHistory> made;
        std::string missing;  ///< likewise
    };

    struct Description {
        DescribedSchema schema;
        std::string missing;  ///< likewise
    };
    /// One thing that leads from a schema to another.
    struct Change {
        std::string verb;   ///< add, drop, change
        std::string kind;   ///< `materialized view`
        std::string name;   ///< `patient`
        std::string table;  ///< that it is a part of; may be empty
        std::string was;    ///< of what changes, as the server says it
        std::string is;
    };
    struct Changes {
        std::vector<Change> all;
        std::string missing;  ///< likewise
    };

    ServerSchemas() = default;
    ServerSchemas(const ServerSchemas&) = delete;
    ServerSchemas& operator=(const ServerSchemas&) = delete;
    virtual ~ServerSchemas() = default;

    // What each server decides for itself (owners, privileges, versions) is no part of it, and
    // neither is what the workspace leaves alone. All throw kiln::Error where a revision does not
    // run or a server fails.

    /// The workspace's database with what the revisions make up to these rows.
    virtual Comparison compare(const Workspace& workspace,
                               const std::vector<std::string>& rows) const = 0;
    /// How all revisions leave each table and each other object, one after the other.
    virtual Tables tables(const Workspace& workspace) const = 0;
    /// The objects that a database of the workspace's has, by name.
    virtual std::map<std::string, Fingerprint> tables_of(Connection& connection,
                                                         const Workspace& workspace) const = 0;

    // These two need no database of the workspace's. Rows are positions.

    /// What the revisions make up to these rows.
    virtual Description describe(const Workspace& workspace,
                                 const std::vector<std::uint32_t>& rows) const = 0;
    /// From what they make up to the one rows to that up to the others.
    virtual Changes changes(const Workspace& workspace, const std::vector<std::uint32_t>& was,
                            const std::vector<std::uint32_t>& is) const = 0;
};

}  // namespace kiln::tool
