#include "src/run/adopt.hpp"

#include "src/plan/stamp_plan.hpp"
#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/version.hpp"
#include "src/schema/recognition.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

using Misfit = Recognition::Misfit;

/// How many places a message names where the database may be.
constexpr std::size_t most_places = 8;

Schema schema_of_database(Connection& connection) {
    Schema schema;
    const auto fault =
        connection
            .run_first("SELECT type, name, tbl_name, sql FROM " +
                           std::string(connection.traits().qualifier) + "sqlite_master",
                       {},
                       [&](Row row) {
                           add_object(schema, row[0].text, row[1].text, row[2].text, row[3].text);
                       })
            .fault;
    if (fault && fault->reason != Reason::absent) {
        throw database_error(*fault, Doing::read, connection.name());
    }
    sort_groups(schema);
    return schema;
}

Rows rows_for(const MigrationTable& table, const Flags& applied) {
    return sorted_ids(table, rows_of(table, applied));
}

std::string_view words_for(Misfit::Kind kind) {
    switch (kind) {
        case Misfit::Kind::missing:
            return " is missing";
        case Misfit::Kind::left_over:
            return " should not be there";
        case Misfit::Kind::unknown:
            return " cannot be compared: its revisions were tried in another order";
        case Misfit::Kind::different:
            break;
    }
    return " is not as it should be";
}

/// The tables that were asked about, for messages.
struct Told {
    const MigrationTable& table;
    bool have_kinds;  ///< their names begin with it
};

Note note_on(const Told& told, const Misfit& misfit) {
    std::string text = (told.have_kinds ? "" : "table ") + quote(misfit.table);
    text += words_for(misfit.kind);
    if (misfit.seen_at != no_position) {
        text += "; it is as " + quote(std::string(told.table.migrations[misfit.seen_at].revision)) +
                " leaves it";
    }
    return note_of(std::move(text));
}

/// `place`: where it was compared with.
Diagnostic misfits_fault(const Told& told, const std::vector<Misfit>& misfits,
                         const std::string& begin, const Rows& place) {
    std::vector<std::string> names;
    names.reserve(misfits.size());
    for (const Misfit& misfit : misfits) names.push_back(misfit.table);
    const std::string at = place.size() == 1 ? place.front() : "<revision>";
    Diagnostic diagnostic =
        diagnose(Code::not_recognized,
                 begin +
                     (told.have_kinds     ? ""
                      : names.size() == 1 ? "table "
                                          : "tables ") +
                     enumerate(names) + (names.size() == 1 ? " does not fit" : " do not fit"),
                 "change them in the database; or, if the differences do not matter, run: " +
                     command("stamp " + at));
    for (const Misfit& misfit : misfits) diagnostic.notes.push_back(note_on(told, misfit));
    return diagnostic;
}

std::string place_in_words(const Rows& rows) { return rows.empty() ? "the base" : enumerate(rows); }

Diagnostic several_fault(const std::string& name, const MigrationTable& table,
                         const std::vector<Flags>& fits) {
    std::string places;
    for (std::size_t i = 0; i < fits.size() && i < most_places; ++i) {
        places += (i == 0 ? "" : ", or ") + place_in_words(rows_for(table, fits[i]));
    }
    if (fits.size() > most_places) places += ", or elsewhere";
    return diagnose(
        Code::several_recognized,
        name + " may be at several revisions, which its tables do not tell apart: " + places,
        "look at its rows, and name the revision: " + command("adopt <revision>"));
}

Diagnostic nothing_fault(const std::string& name) {
    return diagnose(Code::nothing_to_adopt, name + " has no table that these migrations make",
                    "run: " + command("upgrade heads"));
}

Adoption recognized(const std::string& name, const Told& told, const Recognition& recognition,
                    std::string_view target, const Rows& known_nearest) {
    const MigrationTable& table = told.table;
    Rows wanted;
    if (!target.empty()) {
        const std::string identifier(target);
        wanted = plan_stamp(table, {}, {&identifier, 1}, false).to;
    }
    if (!recognition.has_tables()) return {{}, {}, nothing_fault(name)};
    if (!target.empty()) {
        const auto misfits = recognition.misfits(applied_set(table, locate_rows(table, wanted)));
        if (misfits.empty()) return {wanted, {}, std::nullopt};
        return {{},
                wanted,
                misfits_fault(told, misfits, name + " is not at " + place_in_words(wanted) + ": ",
                              wanted)};
    }
    const std::vector<Flags> fits = recognition.fits(most_places + 1);
    if (fits.size() == 1) return {rows_for(table, fits.front()), {}, std::nullopt};
    if (!fits.empty()) return {{}, {}, several_fault(name, table, fits)};
    const Flags applied = known_nearest.empty()
                              ? recognition.nearest()
                              : applied_set(table, locate_rows(table, known_nearest));
    const Rows nearest = rows_for(table, applied);
    return {{},
            nearest,
            misfits_fault(told, recognition.misfits(applied),
                          name + " is at none of the revisions; at " + place_in_words(nearest) +
                              ", the nearest, ",
                          nearest)};
}

}  // namespace

Adoption find_adoption(Connection& connection, const MigrationTable& table, std::string_view target,
                       const Rows& nearest) {
    const std::string& name = connection.name();
    if (connection.dialect() != Dialect::sqlite || table.fingerprints.empty()) {
        throw make_error(Code::no_fingerprints,
                         name +
                             " cannot be recognized: these migrations have no fingerprints "
                             "for it",
                         "say where it is, " + command("stamp <revision>") +
                             "; fingerprints are SQLite's, and add_migrations() makes them");
    }
    const Recognition recognition(table, unpacked(table), schema_of_database(connection));
    return recognized(name, {table, false}, recognition, target, nearest);
}

Adoption find_adoption(const Connection& connection, const MigrationTable& table,
                       const std::vector<TableHistory>& made,
                       const std::map<std::string, Fingerprint>& are, std::string_view target) {
    const Recognition recognition(table, connection.dialect(), made, [&](const std::string& name) {
        const auto found = are.find(name);
        return found == are.end() ? no_table : found->second;
    });
    return recognized(connection.name(), {table, true}, recognition, target, {});
}

Report adopt(VersionStore& store, const MigrationTable& table, const Options& options,
             const Rows& rows, const FindAdoption& find, RunState& state) {
    locate_rows(table, rows);
    if (!rows.empty()) return Report{{}, rows};

    Connection& connection = store.connection();
    // To lock it would make it. On servers the schemas that are searched are not all that there
    // are.
    if (connection.dialect() == Dialect::sqlite && !store.has_objects())
        throw Error(nothing_fault(connection.name()));
    refuse_stop(connection, options);
    const RunLock lock(connection);
    connection.begin();
    Rows now = read_version(store, table);
    locate_rows(table, now);
    if (!now.empty()) return Report{{}, std::move(now)};
    Adoption found = find(connection);
    if (found.fault) throw Error(std::move(*found.fault));
    back_up(connection, options, state);
    Plan plan;
    plan.to = found.rows;
    if (options.log) tell(state, options.log, "Running " + adopt_line(plan));
    std::vector<HistoryEntry> entries;
    for (const std::string& row : found.rows) {
        entries.push_back({row, "adopt", checksum_of(table, row, connection.dialect()),
                           time_for_log(connection), 0});
    }
    record(store, table, {}, found.rows, entries, state);
    commit(connection, options, state);
    return Report{{}, std::move(found.rows)};
}

}  // namespace kiln
