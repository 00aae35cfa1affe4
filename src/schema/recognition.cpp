#include "src/schema/recognition.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kiln {
namespace {

bool holds_statements(const Script& script, Dialect dialect) {
    std::string sql;
    for (const Text& piece : script.pieces) sql.append(piece.data(), piece.size());
    SqlLexer lexer(sql, rules_of(dialect));
    SqlToken token = lexer.next_code();
    while (lexer.text(token) == ";") token = lexer.next_code();
    return token.kind != SqlToken::Kind::end;
}

bool is_empty(const Migration& migration, Dialect dialect) {
    if (migration.upgrade != nullptr) return false;
    return std::none_of(
        migration.scripts.begin(), migration.scripts.end(), [&](const DialectScripts& scripts) {
            return scripts.dialect == dialect && holds_statements(scripts.upgrade, dialect);
        });
}

/// What the revision stands on.
template <class Predicate>
bool all_below(const Migration& migration, Predicate predicate) {
    return std::all_of(migration.down_revisions.begin(), migration.down_revisions.end(),
                       predicate) &&
           std::all_of(migration.depends_on.begin(), migration.depends_on.end(), predicate);
}

}  // namespace

Recognition::Recognition(const MigrationTable& table, const std::vector<TableHistory>& known,
                         const Schema& database)
    : Recognition(table, Dialect::sqlite, known,
                  [&](const std::string& name) { return fingerprint_of(database, folded(name)); }) {
}

Recognition::Recognition(const MigrationTable& table, Dialect dialect,
                         const std::vector<TableHistory>& known,
                         const std::function<Fingerprint(const std::string& table)>& is)
    : table_(table), dialect_(dialect), changes_(table.migrations.size()) {
    for (const TableHistory& history : known) {
        const auto index = static_cast<std::uint32_t>(subjects_.size());
        subjects_.push_back({history.table, history.versions, is(history.table)});
        for (const TableVersion& version : history.versions) {
            if (version.position < changes_.size()) changes_[version.position].push_back(index);
        }
    }
}

bool Recognition::has_tables() const {
    return std::any_of(subjects_.begin(), subjects_.end(),
                       [](const Subject& subject) { return subject.is != no_table; });
}

/// Decides of one revision after the other whether it has run: first yes, then no, and goes back
/// from where a table can fit no more.
class Recognition::Search {
public:
    explicit Search(const Recognition& asked)
        : subjects_(asked.subjects_),
          changes_(asked.changes_),
          table_(asked.table_),
          has_run_(changes_.size(), false),
          must_run_(changes_.size(), false),
          is_empty_(changes_.size(), false),
          passed_(subjects_.size(), 0),
          left_out_(subjects_.size(), 0),
          last_fit_(subjects_.size(), 0),
          steps_left_(std::size_t{1'000'000} + 100 * changes_.size()) {
        for (std::size_t i = 0; i < changes_.size(); ++i) {
            is_empty_[i] = changes_[i].empty() && is_empty(table_.migrations[i], asked.dialect_);
        }
        for (std::size_t i = 0; i < subjects_.size(); ++i) possible_ = bound(i) && possible_;
        for (std::size_t i = changes_.size(); i-- > 0;) {
            if (!must_run_[i]) continue;
            all_below(table_.migrations[i], [&](std::uint32_t below) {
                must_run_[below] = true;
                return true;
            });
        }
    }

    std::vector<Flags> run(std::size_t most) {
        std::vector<Flags> found;
        if (!possible_) return found;
        std::size_t position = 0;
        bool goes_back = false;
        while (true) {
            if (steps_left_-- == 0) {
                // Too many to look at all of them, so that no one is known to be the only one.
                if (found.size() == 1) found.push_back(found.front());
                return found;
            }
            if (!goes_back && position == changes_.size()) {
                found.push_back(has_run_);
                if (found.size() == most) return found;
                goes_back = true;
            }
            if (goes_back) {
                if (position == 0) return found;
                --position;
                if (!take_back(position)) continue;
            } else if (can_run(position)) {
                apply(position++);
                continue;
            }
            goes_back = !can_be_left_out(position);
            if (!goes_back) leave_out(position++);
        }
    }

private:
    /// From which of its versions to which a table may be as it is; false: it is at none.
    bool bound(std::size_t index) {
        const Subject& subject = subjects_[index];
        std::size_t first = subject.versions.size() + 1;
        for (std::size_t count = subject.versions.size() + 1; count-- > 0;) {
            if (!subject.fits_behind(count)) continue;
            if (first > subject.versions.size()) last_fit_[index] = count;
            first = count;
        }
        if (first > subject.versions.size()) return false;
        for (std::size_t i = 0; i < first; ++i) must_run_[subject.versions[i].position] = true;
        return true;
    }

    bool stands(std::size_t position) const {
        return all_below(table_.migrations[position],
                         [&](std::uint32_t below) { return bool{has_run_[below]}; });
    }

    bool can_run(std::size_t position) const {
        if (!stands(position)) return false;
        const auto& changed = changes_[position];
        return std::all_of(changed.begin(), changed.end(), [&](std::uint32_t subject) {
            return left_out_[subject] == 0 && passed_[subject] < last_fit_[subject];
        });
    }

    bool can_be_left_out(std::size_t position) const {
        if (must_run_[position] || (is_empty_[position] && stands(position))) return false;
        const auto& changed = changes_[position];
        return std::all_of(changed.begin(), changed.end(), [&](std::uint32_t subject) {
            return subjects_[subject].fits_behind(passed_[subject]);
        });
    }

    void apply(std::size_t position) {
        has_run_[position] = true;
        for (const std::uint32_t subject : changes_[position]) ++passed_[subject];
    }

    void leave_out(std::size_t position) {
        for (const std::uint32_t subject : changes_[position]) ++left_out_[subject];
    }

    /// Whether it had run.
    bool take_back(std::size_t position) {
        const bool had_run = has_run_[position];
        has_run_[position] = false;
        for (const std::uint32_t subject : changes_[position]) {
            --(had_run ? passed_ : left_out_)[subject];
        }
        return had_run;
    }

    const std::vector<Subject>& subjects_;
    const std::vector<std::vector<std::uint32_t>>& changes_;
    const MigrationTable& table_;
    Flags has_run_;
    Flags must_run_;
    Flags is_empty_;
    // By subject.
    std::vector<std::size_t> passed_;    ///< of its versions
    std::vector<std::size_t> left_out_;  ///< of the revisions that change it
    std::vector<std::size_t> last_fit_;  ///< as many of its versions may run
    bool possible_ = true;
    std::size_t steps_left_;
};

std::vector<Flags> Recognition::fits(std::size_t most) const { return Search(*this).run(most); }

std::size_t Recognition::versions_in(const Subject& subject, const Flags& applied, bool& in_order) {
    std::size_t count = 0;
    in_order = true;
    for (std::size_t i = 0; i < subject.versions.size(); ++i) {
        if (!applied[subject.versions[i].position]) continue;
        in_order = in_order && count == i;
        ++count;
    }
    return count;
}

std::vector<Recognition::Misfit> Recognition::misfits(const Flags& applied) const {
    std::vector<Misfit> out;
    for (const Subject& subject : subjects_) {
        bool in_order = true;
        const std::size_t count = versions_in(subject, applied, in_order);
        if (in_order && subject.fits_behind(count)) continue;
        Misfit& misfit = out.emplace_back(Misfit{subject.name, Misfit::Kind::different});
        const bool is_to_be = count > 0 && subject.versions[count - 1].fingerprint != no_table;
        if (!in_order) {
            misfit.kind = Misfit::Kind::unknown;
        } else if (subject.is == no_table) {
            misfit.kind = Misfit::Kind::missing;
        } else if (!is_to_be) {
            misfit.kind = Misfit::Kind::left_over;
        }
        for (const TableVersion& version : subject.versions) {
            if (subject.is != no_table && version.fingerprint == subject.is) {
                misfit.seen_at = version.position;
            }
        }
    }
    return out;
}

/// The same without branches, in one walk.
Flags Recognition::nearest_in_line() const {
    std::vector<std::size_t> passed(subjects_.size(), 0);
    auto count = static_cast<std::size_t>(
        std::count_if(subjects_.begin(), subjects_.end(),
                      [](const Subject& subject) { return !subject.fits_behind(0); }));
    std::size_t fewest = subjects_.size();
    std::size_t best = 0;
    for (std::size_t position = 0; position < changes_.size(); ++position) {
        for (const std::uint32_t index : changes_[position]) {
            const Subject& subject = subjects_[index];
            if (!subject.fits_behind(passed[index])) --count;
            if (!subject.fits_behind(++passed[index])) ++count;
        }
        if (count > fewest) continue;
        fewest = count;
        best = position;
    }
    Flags applied(changes_.size(), false);
    std::fill_n(applied.begin(), std::min(best + 1, applied.size()), true);
    return applied;
}

Flags Recognition::nearest() const {
    if (is_one_line(table_)) return nearest_in_line();
    Flags best;
    std::size_t fewest = 0;
    for (std::uint32_t position = 0; position < changes_.size(); ++position) {
        Flags applied = ancestors(table_, std::array{position}, Edges::all);
        std::size_t count = 0;
        for (const Subject& subject : subjects_) {
            bool in_order = true;
            const std::size_t versions = versions_in(subject, applied, in_order);
            if (!in_order || !subject.fits_behind(versions)) ++count;
        }
        if (!best.empty() && count > fewest) continue;
        best = std::move(applied);
        fewest = count;
    }
    return best;
}

}  // namespace kiln
