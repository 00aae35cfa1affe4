#include "tool/rules/snapshot_watch.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/snapshot_proof.hpp"
#include "tool/replay/table_rows.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/rules/not_deterministic.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <variant>

namespace kiln::tool {
namespace {

std::string name_of(const RevisionFile& file) { return "revision " + quote(file.revision.text); }

/// They say what SQLite is, or what a connection did before.
constexpr std::array<std::string_view, 5> words_of_the_place{
    "sqlite_version", "sqlite_source_id", "sqlite_compileoption_get", "sqlite_compileoption_used",
    "total_changes"};

/// What they set in the file no statement in a transaction can.
constexpr std::array<std::string_view, 6> pragmas_of_the_file{
    "auto_vacuum", "default_cache_size", "encoding", "journal_mode", "page_size", "schema_version"};

/// The first PRAGMA of these that is given a value; empty where there is none.
std::string pragma_of_the_file(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::sqlite);
    std::string pragma;
    bool is_behind_pragma = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (!pragma.empty() && (text == "=" || text == "==" || text == "(")) return pragma;
        pragma.clear();
        if (text == ";") is_behind_pragma = false;
        if (equal_ignoring_case(text, "pragma")) {
            is_behind_pragma = true;
        } else if (is_behind_pragma) {
            const std::string name = folded(unquoted(text));
            if (std::ranges::find(pragmas_of_the_file, name) != pragmas_of_the_file.end()) {
                pragma = name;
            }
        }
    }
    return "";
}

/// What the upgrade left in the tables that it wrote to, in the order of their rows.
using Written = std::pair<Schema, std::map<std::string, std::optional<TableRows>>>;

bool equal_rows(const TableRows& one, const TableRows& other) {
    return std::ranges::equal(one.rows, other.rows, [](const auto& a, const auto& b) {
        return a.rowid == b.rowid && a.values == b.values;
    });
}

Written written_by(const Passage& upgrade) {
    constexpr auto all = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    Written written{groups_of(upgrade.after, upgrade.changes), {}};
    for (const std::string& table : upgrade.changes.rows) {
        written.second.emplace(table, read_rows(upgrade.database.handle(), table, all));
    }
    return written;
}

bool equal_written(const Written& one, const Written& other) {
    return one.first == other.first &&
           std::ranges::equal(one.second, other.second, [](const auto& a, const auto& b) {
               if (a.first != b.first || a.second.has_value() != b.second.has_value()) return false;
               return !a.second || equal_rows(*a.second, *b.second);
           });
}

}  // namespace

SnapshotWatch::SnapshotWatch(TrialDatabase& database)
    : database_(database), foreign_functions_(functions_of_extensions(database.handle())) {}

void SnapshotWatch::give_up(const Place& place, const std::string& why) {
    if (why_not_) return;
    const std::string message = "there is no snapshot for new databases: " + why;
    const auto [file, upgrade] = place;
    why_not_ = file == nullptr ? diagnose(Code::no_snapshot, message)
                               : diagnose_section(*file, *upgrade, Code::no_snapshot, message, "");
    why_not_->severity = Severity::note;
    set_hint(*why_not_,
             "they replay all revisions; to have it so without this note: snapshot = false in "
             "kiln.toml");
}

void SnapshotWatch::give_up(const SnapshotObstacle& obstacle) {
    const auto last = last_change_.find(obstacle.table);
    if (last == last_change_.end()) return give_up(Place(), obstacle.why);
    give_up(last->second,
            obstacle.why + "; the last to change it is " + name_of(*last->second.first));
}

void SnapshotWatch::before(const RevisionFile& file, const Section& upgrade) {
    stand_in_calls_ = stand_in_calls().count;
    if (why_not_) return;
    if (upgrade.no_transaction) {
        if (const std::string pragma = pragma_of_the_file(upgrade.sql); !pragma.empty()) {
            return give_up({&file, &upgrade}, name_of(file) + " sets PRAGMA " + pragma +
                                                  ", which no SQL in a transaction can");
        }
    }
    const std::set<std::string> words = words_of(upgrade.sql);
    const auto names_place = [&](std::string_view word) {
        return words.count(std::string(word)) > 0;
    };
    if (std::ranges::any_of(words_of_the_place, names_place)) {
        return give_up({&file, &upgrade}, name_of(file) + " asks SQLite about itself");
    }
    const bool may_differ = names_foreign_function(words) ||
                            (may_be_not_deterministic(words, database_.schema(), references_) &&
                             !only_declares(upgrade.sql));
    if (may_differ && differs(file, upgrade)) {
        give_up({&file, &upgrade},
                name_of(file) + " is not deterministic: it depends on the time or on chance");
    }
}

bool SnapshotWatch::names_foreign_function(const std::set<std::string>& words) const {
    if (!foreign_functions_) return true;
    return std::ranges::any_of(
        words, [&](const std::string& word) { return foreign_functions_->count(word) > 0; });
}

bool SnapshotWatch::differs(const RevisionFile& file, const Section& upgrade) {
    std::optional<ReturnPoint> start;
    if (upgrade.no_transaction) {
        start.emplace(database_);
    } else {
        start.emplace(database_, ReturnPoint::AtBegin{});
    }
    std::optional<Written> written[2];
    for (const int turn : {0, 1}) {
        start->go_back();
        const TrialClock clock(turn);
        const auto ran = database_.run(file, upgrade);
        // Where it fails, the run for good tells of it.
        if (const auto* passage = std::get_if<Passage>(&ran)) written[turn] = written_by(*passage);
    }
    start->go_back();
    start.reset();
    database_.roll_back();
    return !written[0] || !written[1] || !equal_written(*written[0], *written[1]);
}

void SnapshotWatch::inspect(const Passage& upgrade, std::vector<Diagnostic>&) {
    references_.learn(upgrade.after, upgrade.changes);
    const Place place{&upgrade.file, &upgrade.section};
    for (const auto* tables : {&upgrade.changes.schema, &upgrade.changes.rows}) {
        for (const std::string& table : *tables) last_change_.insert_or_assign(table, place);
    }
    if (upgrade.changes.whole_schema) {
        for (const auto& [table, objects] : upgrade.after.groups) {
            last_change_.insert_or_assign(table, place);
        }
    }
    const StandInCalls& calls = stand_in_calls();
    if (calls.count == stand_in_calls_) return;
    give_up(place, name_of(upgrade.file) + " uses " + quote(calls.last) +
                       ", in whose place the checks have another");
}

std::string SnapshotWatch::finish(std::span<const RevisionFile> files, Checkpoints* checkpoints,
                                  std::vector<Diagnostic>& found) {
    if (!why_not_) {
        std::size_t sql_size = 0;
        for (const RevisionFile& file : files) {
            const Section* upgrade = file.section(Direction::upgrade, Dialect::sqlite);
            if (upgrade != nullptr) sql_size += upgrade->sql.size();
        }
        constexpr std::size_t always = std::size_t{1} << 20;
        auto written = write_snapshot(database_.handle(), always + 2 * sql_size);
        auto* sql = std::get_if<std::string>(&written);
        std::optional<SnapshotObstacle> obstacle;
        if (sql == nullptr) {
            obstacle = std::get<SnapshotObstacle>(std::move(written));
        } else {
            obstacle = refute(*sql, checkpoints);
        }
        if (!obstacle) return std::move(*sql);
        give_up(*obstacle);
    }
    found.push_back(*why_not_);
    return "";
}

std::optional<SnapshotObstacle> SnapshotWatch::refute(const std::string& sql,
                                                      Checkpoints* checkpoints) const {
    Packer replayed;
    if (checkpoints == nullptr || !database_.keep(replayed)) {
        return refute_snapshot(database_.handle(), sql);
    }
    const std::string key = checkpoints->key_of("snapshot", {sql, replayed.bytes()});
    if (checkpoints->is_proven(key)) return std::nullopt;
    std::optional<SnapshotObstacle> obstacle = refute_snapshot(database_.handle(), sql);
    if (!obstacle) checkpoints->note_proven(key);
    return obstacle;
}

void SnapshotWatch::keep(Packer& out, const Chain& chain) const {
    out.flag(why_not_.has_value());
    if (why_not_) out.diagnostic(*why_not_);
    out.number(last_change_.size());
    for (const auto& [table, place] : last_change_) {
        out.text(table);
        out.number(chain.position(*place.first));
    }
}

void SnapshotWatch::take_up(Unpacker& in, const Chain& chain, const Schema& now) {
    references_.learn(now);
    if (in.flag()) why_not_ = in.diagnostic();
    for (std::size_t left = in.count(); left > 0; --left) {
        std::string table = in.text();
        const RevisionFile& file = chain.file(in.number_below(chain.size()));
        last_change_.insert_or_assign(
            std::move(table), Place{&file, file.section(Direction::upgrade, Dialect::sqlite)});
    }
}

}  // namespace kiln::tool
