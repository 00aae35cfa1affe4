#include "tool/rules/first_revision.hpp"

#include "src/database/open.hpp"
#include "src/database/url.hpp"
#include "src/database/version_table.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/project/dialect_names.hpp"
#include "tool/project/drivers.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/owned_table.hpp"
#include "tool/project/project.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/replay/mysql_trial.hpp"
#include "tool/replay/server_schemas.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/server_check.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/migration_sql.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <array>
#include <memory>
#include <string_view>
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

void require_none(const std::vector<std::string>& differences) {
    if (differences.empty()) return;
    Diagnostic diagnostic =
        diagnose(Code::cannot_begin_from, "what the revision makes is not what the database has",
                 "write the first revision by hand, and adopt the database then");
    for (const std::string& each : differences) diagnostic.notes.push_back(note_of(each));
    throw Error(std::move(diagnostic));
}

/// Of a database that is there, and at no revision.
class BeginDatabase {
public:
    explicit BeginDatabase(const std::string& url)
        : url_(url), dialect_(parse_url(url).dialect), drivers_(drivers_of(std::array{dialect_})) {
        nothing_.drivers = {drivers_.data(), drivers_.size()};
        const std::unique_ptr<Connection> connection = open_connection(url, nothing_, options_);
        name_ = connection->name();
        if (dialect_ == Dialect::sqlite) {
            const auto fault = connection->run_first("SELECT 1").fault;
            if (fault && fault->reason == Reason::absent) {
                throw make_error(Code::cannot_begin_from, name_ + " does not exist",
                                 "name the database that there is, or leave --from-database out");
            }
        }
        if (const auto rows = Migrator(url, nothing_, options_).current(); !rows.empty()) {
            throw make_error(Code::cannot_begin_from,
                             name_ + " is at " + enumerate(rows) + " already",
                             "take over the revisions that brought it there");
        }
    }

    Dialect dialect() const { return dialect_; }
    Schema schema() const {
        Schema schema = own_objects(live_schema(url_, options_));
        if (schema.groups.empty()) refuse_empty();
        return schema;
    }
    /// Of one on a server.
    std::string sql() const {
        const DescribedSchema described = describe_database(url_, nothing_, options_);
        if (described.statements.empty()) refuse_empty();
        std::vector<std::string> left_out;
        for (const std::string& each : described.left_out) {
            left_out.push_back(each + " is not written as SQL");
        }
        require_none(left_out);
        return schema_sql(described);
    }

private:
    [[noreturn]] void refuse_empty() const {
        throw make_error(Code::cannot_begin_from, name_ + " has no tables",
                         "leave --from-database out, and write the first revision");
    }

    const std::string& url_;
    const Dialect dialect_;
    const std::vector<DriverFunction> drivers_;
    const Options options_;
    MigrationTable nothing_;
    std::string name_;
};

void require_same(const Schema& database, const Schema& made) {
    std::vector<std::string> found;
    for (const SchemaDifference& each : differences(database, made)) {
        found.push_back(describe(each));
    }
    require_none(found);
}

/// The chain of the one file.
struct OneFile {
    std::vector<RevisionFile> files;
    Graph graph;

    OneFile(const std::string& path, std::string_view text, std::vector<Diagnostic>& warnings) {
        std::vector<Diagnostic> found;
        files.push_back(parse_revision_file(path, text, found));
        settle(std::exchange(found, {}), warnings);
        graph = resolve_graph(files, found);
        settle(std::move(found), warnings);
    }
};

/// As the build does, and by the database.
void try_on_server(const OneFile& chain, const std::string& url, Dialect dialect,
                   std::vector<Diagnostic>& warnings) {
    std::string missing;
    ServerChoice choice = server_choice(dialect, "");
    choice.system_tables = need_system_tables(chain.files);
    {
        const std::unique_ptr<TrialServer> server = TrialServer::find(dialect, choice, missing);
        require_server(missing);
        settle(judge(check_on_server(chain.files, chain.graph, *server, {}, ""), chain.files, {},
                     dialect),
               warnings);
    }
    const OwnedTable table(chain.files, chain.graph, std::array{dialect});
    Workspace workspace;
    workspace.migrations = &table.table();
    workspace.database = url;
    const auto compared =
        schemas_on_trial_servers()->compare(workspace, {chain.files.front().revision.text});
    require_server(compared.missing);
    std::vector<std::string> found;
    for (const auto& each : compared.differences) found.push_back(each.text);
    // On another version than the database's.
    if (!found.empty() && !compared.note.empty()) found.push_back(compared.note);
    require_none(found);
}

}  // namespace

FirstRevision first_revision(const std::string& url, const std::string& revision,
                             const std::string& message, const std::string& create_date,
                             const std::string& path, std::vector<Diagnostic>& warnings) {
    const BeginDatabase database(url);
    const Dialect dialect = database.dialect();
    NewRevision fresh;
    fresh.revision = revision;
    fresh.message = message;
    fresh.create_date = create_date;
    if (dialect != Dialect::sqlite) {
        fresh.dialects = {std::string(dialect_name(dialect))};
        fresh.upgrade = database.sql();
        fresh.is_irreversible = true;
        FirstRevision first{revision_text(fresh), {}};
        try_on_server(OneFile(path, first.text, warnings), url, dialect, warnings);
        return first;
    }
    const Schema schema = database.schema();
    const MigrationSql sql = write_migration({}, schema);
    fresh.upgrade = sql.upgrade + "\n";
    fresh.downgrade = sql.downgrade + "\n";
    FirstRevision first{revision_text(fresh), {}};

    const OneFile chain(path, first.text, warnings);
    ReplayEnd end;
    settle(replay(chain.files, chain.graph, {}, &end), warnings);
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
