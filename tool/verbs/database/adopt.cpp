#include "tool/verbs/database/verbs.hpp"

#include "src/database/open.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/lineage.hpp"
#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/adopt.hpp"
#include "src/run/version.hpp"
#include "src/schema/recognition.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/name_pattern.hpp"

#include <kiln/codes.hpp>
#include <kiln/version.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct AdoptArguments {
    std::string revision;
    bool dry_run = false;
    std::string tag;
    std::string backup;
};

/// A database, and how the revisions leave the tables that it may have.
class AdoptableDatabase {
public:
    explicit AdoptableDatabase(const Workspace& workspace)
        : workspace_(workspace),
          table_(workspace.table()),
          connection_(open_connection(workspace.url(), table_, workspace.options)) {
        // What keeps the database from being looked at is said first.
        rows_ = workspace.migrator().current();
        if (!rows_.empty() || (is_on_server() && !workspace.server_schemas)) return;
        workspace.require_code(
            std::vector<std::uint32_t>(table_.heads.begin(), table_.heads.end()));
        table_ = workspace.table();
        if (is_on_server()) {
            know_tables_of_server();
            return;
        }
        histories_ = tables_of_revisions(table_, workspace.options);
        std::erase_if(histories_, [&](const TableHistory& each) {
            return is_like_any(each.table, workspace.leave_alone);
        });
        packed_ = packed(histories_, table_);
        whole_ = Text(packed_);
        table_.fingerprints = {&whole_, 1};
    }
    AdoptableDatabase(const AdoptableDatabase&) = delete;
    AdoptableDatabase& operator=(const AdoptableDatabase&) = delete;

    const std::string& name() const { return connection_->name(); }
    /// Of the version table.
    const std::vector<std::string>& rows() const { return rows_; }
    const MigrationTable& table() const { return table_; }

    Adoption find(const std::string& revision, const Rows& nearest = {}) const {
        if (!is_on_server()) return find_adoption(*connection_, table_, revision, nearest);
        const Call call(*connection_, false);
        return find_on_server(*connection_, revision);
    }

    /// With Options of a run. Answers the rows that the version table has then.
    std::vector<std::string> adopt(const std::string& revision, const Options& options) const {
        if (!is_on_server()) {
            return Migrator(workspace_.url(), table_, options).adopt(revision).heads;
        }
        const std::unique_ptr<Connection> connection =
            open_connection(workspace_.url(), table_, options);
        RunState state;
        try {
            const Call call(*connection, true);
            VersionStore store(*connection, options);
            return kiln::adopt(
                       store, table_, options, read_version(store, table_),
                       [&](Connection& locked) { return find_on_server(locked, revision); }, state)
                .heads;
        } catch (const Error& error) {
            throw with_state(error, state, connection->state().is_in_doubt);
        }
    }

    /// The same with the whole difference where no revision fits, from the one that has the fewest.
    Error with_differences(const Error& error, const std::string& revision) const {
        std::vector<Diagnostic> diagnostics = error.diagnostics();
        Diagnostic& told = diagnostics.front();
        Adoption found = find(revision);
        if (revision.empty() && !is_on_server() && found.fault) {
            const std::string by_tables = found.fault->message;
            found = find(revision, nearest());
            if (found.fault && told.message.starts_with(by_tables)) {
                // Behind it stands what became of the database.
                told.message.replace(0, by_tables.size(), found.fault->message);
                told.hint = found.fault->hint;
                told.notes = found.fault->notes;
            }
        }
        std::vector<Note> notes;
        for (std::string& each : differences_from(found.nearest)) {
            notes.push_back(note_of(std::move(each)));
        }
        if (!notes.empty()) told.notes = std::move(notes);
        return Error(std::move(diagnostics));
    }

private:
    /// A connection is open for one call.
    class Call {
    public:
        Call(Connection& connection, bool writes) : connection_(connection) {
            connection.enter(writes);
        }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;
        ~Call() { connection_.leave(); }

    private:
        Connection& connection_;
    };

    bool is_on_server() const { return connection_->dialect() != Dialect::sqlite; }

    void know_tables_of_server() {
        ServerSchemas::Tables known = workspace_.server_schemas->tables(workspace_);
        if (!known.missing.empty()) {
            throw make_error(Code::no_server,
                             name() + " cannot be compared with its revisions: " + known.missing,
                             "say where it is, " + command("stamp <revision>"));
        }
        histories_ = std::move(known.made);
    }

    Adoption find_on_server(Connection& connection, const std::string& revision) const {
        if (!workspace_.server_schemas) return find_adoption(connection, table_, revision);
        return find_adoption(connection, table_, histories_,
                             workspace_.server_schemas->tables_of(connection, workspace_),
                             revision);
    }

    /// In words.
    std::vector<std::string> differences_from(const std::vector<std::string>& rows) const {
        std::vector<std::string> out;
        if (is_on_server()) {
            for (auto& each : workspace_.server_schemas->compare(workspace_, rows).differences) {
                if (!each.may_be_others) out.push_back(std::move(each.text));
            }
            return out;
        }
        for (const SchemaDifference& each : differences_to_live(
                 schema_of_revisions(table_, workspace_.options, rows), live_tables())) {
            out.push_back(describe(each));
        }
        return out;
    }

    Schema live_tables() const { return live_schema(workspace_.url(), workspace_.options); }

    /// Of the tables that revisions make.
    std::vector<SchemaDifference> differences_to_live(Schema was, Schema is) const {
        std::set<std::string> made;
        for (const TableHistory& each : histories_) made.insert(folded(each.table));
        for (Schema* const schema : {&was, &is}) {
            *schema = without_shadow_tables(std::move(*schema));
            std::erase_if(schema->groups,
                          [&](const auto& group) { return made.count(group.first) == 0; });
        }
        return without_moves(differences(was, is));
    }

    /// Of the revisions with which the fewest tables do not fit, the one with the fewest
    /// differences, the last if there are several.
    Rows nearest() const {
        const Schema live = live_tables();
        const Recognition recognition(table_, histories_, live);
        std::vector<std::uint32_t> places;
        std::size_t fewest_tables = 0;
        for (std::uint32_t position = 0; position < table_.migrations.size(); ++position) {
            const std::size_t tables =
                recognition.misfits(ancestors(table_, {&position, 1}, Edges::all)).size();
            if (places.empty() || tables < fewest_tables) {
                places.clear();
                fewest_tables = tables;
            }
            if (tables == fewest_tables) places.push_back(position);
        }
        SchemaSteps steps(table_, workspace_.options);
        std::uint32_t best = no_position;
        std::size_t fewest = 0;
        for (const std::uint32_t position : places) {
            const std::size_t count = differences_to_live(steps.of(position).is, live).size();
            if (best != no_position && count > fewest) continue;
            best = position;
            fewest = count;
        }
        if (best == no_position) return {};
        return sorted_ids(table_, rows_of(table_, ancestors(table_, {&best, 1}, Edges::all)));
    }

    const Workspace& workspace_;
    MigrationTable table_;
    std::unique_ptr<Connection> connection_;
    std::vector<std::string> rows_;
    std::vector<TableHistory> histories_;
    std::string packed_;
    Text whole_;
};

void adopt(const Globals& globals, const AdoptArguments& options,
           std::vector<Diagnostic>& warnings) {
    if (options.dry_run && !options.backup.empty()) {
        throw UsageError{"--backup has no use where nothing is changed"};
    }
    const Workspace workspace = globals.open(warnings);
    const AdoptableDatabase database(workspace);
    std::vector<std::string> rows = database.rows();
    bool written = options.dry_run && rows.empty();
    try {
        if (options.dry_run) locate_rows(database.table(), rows);
        if (written) {
            Adoption found = database.find(options.revision);
            if (found.fault) throw Error(std::move(*found.fault));
            rows = std::move(found.rows);
        } else if (!options.dry_run) {
            Options run_options = workspace.options;
            if (!options.tag.empty()) run_options.applied_by = options.tag;
            run_options.backup = options.backup;
            run_options.log = [&](std::string_view line) {
                written = written || line.starts_with("Committed");
            };
            if (run_options.applied_by.empty())
                run_options.applied_by = "kiln " KILN_VERSION_STRING;
            rows = database.adopt(options.revision, run_options);
        }
    } catch (const Error& error) {
        if (error.code() != Code::not_recognized) throw;
        throw database.with_differences(error, options.revision);
    }
    if (globals.quiet && !options.dry_run) return;
    if (!written) {
        return print("Nothing to adopt: " + escape(database.name()) + " is at " +
                     escape(enumerate(rows)) + "\n");
    }
    Plan plan;
    plan.to = std::move(rows);
    print((options.dry_run ? "" : "Running ") + adopt_line(plan) + "\n");
}

}  // namespace

Action add_adopt(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<AdoptArguments>();
    parser.argument("revision", options->revision,
                    "What it is to be at (default: the one revision that fits)");
    parser.flag("--dry-run", options->dry_run, "Print what it would be and change nothing");
    parser.option("--tag", options->tag, "Written to kiln_history as applied_by", {.type = "TAG"});
    parser.option("--backup", options->backup,
                  "Before anything is changed, put a checked copy of the database in this file",
                  {.type = "FILE"});
    return action_of(adopt, globals, options);
}

}  // namespace kiln::tool
