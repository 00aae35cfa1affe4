#include "tool/rules/first_revision.hpp"

#include "src/database/open.hpp"
#include "src/database/version_table.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/project.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/migration_sql.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>
#include <kiln/sqlite.hpp>

#include <memory>
#include <utility>

namespace kiln::tool {
namespace {

/// Without what Kiln keeps there itself.
Schema own_objects(Schema schema) {
    schema = without_shadow_tables(std::move(schema));
    for (const std::string& own : own_tables(std::string(default_version_table))) {
        schema.groups.erase(own);
    }
    return schema;
}

Schema schema_to_begin_from(const std::string& url) {
    static constexpr DriverFunction drivers[] = {sqlite_driver};
    MigrationTable nothing;
    nothing.drivers = drivers;
    const Options options;
    const std::unique_ptr<Connection> connection = open_connection(url, nothing, options);
    const auto fault = connection->run_first("SELECT 1").fault;
    if (fault && fault->reason == Reason::absent) {
        throw make_error(Code::cannot_begin_from, connection->name() + " does not exist",
                         "name the database that there is, or leave --from-database out");
    }
    if (const auto rows = Migrator(url, nothing, options).current(); !rows.empty()) {
        throw make_error(Code::cannot_begin_from,
                         connection->name() + " is at " + enumerate(rows) + " already",
                         "take over the revisions that brought it there");
    }
    Schema schema = own_objects(live_schema(url, options));
    if (schema.groups.empty()) {
        throw make_error(Code::cannot_begin_from, connection->name() + " has no tables",
                         "leave --from-database out, and write the first revision");
    }
    return schema;
}

void require_same(const Schema& database, const Schema& made) {
    const std::vector<SchemaDifference> found = differences(database, made);
    if (found.empty()) return;
    Diagnostic diagnostic =
        diagnose(Code::cannot_begin_from, "what the revision makes is not what the database has",
                 "write the first revision by hand, and adopt the database then");
    for (const SchemaDifference& each : found) diagnostic.notes.push_back(note_of(describe(each)));
    throw Error(std::move(diagnostic));
}

}  // namespace

FirstRevision first_revision(const std::string& url, const std::string& revision,
                             const std::string& message, const std::string& create_date,
                             const std::string& path, std::vector<Diagnostic>& warnings) {
    const Schema schema = schema_to_begin_from(url);
    const MigrationSql sql = write_migration({}, schema);
    NewRevision fresh;
    fresh.revision = revision;
    fresh.message = message;
    fresh.create_date = create_date;
    fresh.upgrade = sql.upgrade + "\n";
    fresh.downgrade = sql.downgrade + "\n";
    FirstRevision first{revision_text(fresh), {}};

    std::vector<Diagnostic> found;
    const std::vector<RevisionFile> files{parse_revision_file(path, first.text, found)};
    settle(std::move(found), warnings);
    found.clear();
    const Graph graph = resolve_graph(files, found);
    settle(std::move(found), warnings);
    ReplayEnd end;
    settle(replay(files, graph, {}, &end), warnings);
    require_same(schema, own_objects(std::move(end.schema)));
    // What it is recognized by behind the lock is how it is written, strings in double quotes and
    // all.
    const Schema written = own_objects(live_schema_as_written(url, Options()));
    SchemaHistory history;
    history.add(0, written, different_groups({}, written));
    first.tables = history.tables();
    return first;
}

}  // namespace kiln::tool
