#include "src/database/sqlite/query.hpp"

#include "src/database/outside_hint.hpp"
#include "src/database/sqlite/double_quotes.hpp"
#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/guard.hpp"

#include <kiln/codes.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace kiln::sqlite {

namespace {

/// Of a loop over rows, as a rule two or three are in turn.
constexpr std::size_t most_kept = 8;

int bind(sqlite3_stmt* statement, int index, const detail::Value& value) {
    switch (value.kind) {
        case detail::ValueKind::null:
            return sqlite3_bind_null(statement, index);
        case detail::ValueKind::integer:
            return sqlite3_bind_int64(statement, index, value.integer);
        case detail::ValueKind::real:
            return sqlite3_bind_double(statement, index, value.real);
        case detail::ValueKind::text:
            return sqlite3_bind_text64(statement, index, value.data, value.size, SQLITE_TRANSIENT,
                                       SQLITE_UTF8);
        case detail::ValueKind::blob:
            break;
    }
    // A null pointer would bind NULL.
    const void* bytes = value.size == 0 ? "" : value.data;
    return sqlite3_bind_blob64(statement, index, bytes, value.size, SQLITE_TRANSIENT);
}

}  // namespace

/// A statement that may run again.
struct Queries::Kept {
    explicit Kept(std::string_view sql) : text(sql) {}
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    ~Kept() { sqlite3_finalize(statement); }

    std::string text;
    sqlite3_stmt* statement = nullptr;
    StatementKind kind = StatementKind::other;
    bool runs = false;
    std::size_t values = 0;  ///< that it takes
    int changes_before = 0;
    std::size_t begin = 0;
    std::size_t end = 0;
};

class Queries::Rows final : public Cursor {
public:
    Rows(Queries& queries, Kept& kept);
    ~Rows() override;

    bool next(std::optional<Fault>& fault) override;
    std::size_t columns() const override;
    std::string_view name(std::size_t column) const override;
    detail::Value value(std::size_t column) const override;
    std::int64_t changes() const override { return changes_; }

private:
    Queries& queries_;
    Kept& kept_;
    std::int64_t changes_ = 0;
};

Queries::Rows::Rows(Queries& queries, Kept& kept) : queries_(queries), kept_(kept) {
    queries_.begin(kept_);
}

Queries::Rows::~Rows() {
    if (!kept_.runs) return;
    sqlite3_reset(kept_.statement);
    kept_.runs = false;
}

bool Queries::Rows::next(std::optional<Fault>& fault) {
    if (!kept_.runs) return false;
    if (queries_.step(kept_, fault)) return true;
    changes_ = queries_.end(kept_, fault);
    return false;
}

std::size_t Queries::Rows::columns() const {
    return static_cast<std::size_t>(sqlite3_column_count(kept_.statement));
}

std::string_view Queries::Rows::name(std::size_t column) const {
    const char* name = sqlite3_column_name(kept_.statement, static_cast<int>(column));
    return name == nullptr ? std::string_view() : name;
}

// By the value, which takes SQLite's lock once, and not by sqlite3_column_type() and more: nobody
// else has the statement.
detail::Value Queries::Rows::value(std::size_t column) const {
    using detail::ValueKind;
    sqlite3_value* value = sqlite3_column_value(kept_.statement, static_cast<int>(column));
    const auto of_bytes = [value](ValueKind kind, const void* bytes) -> detail::Value {
        const int size = sqlite3_value_bytes(value);
        if (bytes == nullptr) return {kind};
        return {kind, 0, 0, static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
    };
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return {ValueKind::integer, sqlite3_value_int64(value)};
        case SQLITE_FLOAT:
            return {ValueKind::real, 0, sqlite3_value_double(value)};
        case SQLITE_TEXT:
            return of_bytes(ValueKind::text, sqlite3_value_text(value));
        case SQLITE_BLOB:
            return of_bytes(ValueKind::blob, sqlite3_value_blob(value));
        default:
            return {};
    }
}

Queries::Queries(Section& section) : section_(section) {}

Queries::~Queries() = default;

std::unique_ptr<Cursor> Queries::query(std::string_view text, std::span<const detail::Value> values,
                                       std::optional<Fault>& fault) {
    Kept* const found = bound(text, values, fault);
    return found == nullptr ? nullptr : std::make_unique<Rows>(*this, *found);
}

std::int64_t Queries::execute(std::string_view text, std::span<const detail::Value> values,
                              std::optional<Fault>& fault) {
    Kept* const found = bound(text, values, fault);
    if (found == nullptr) return 0;
    begin(*found);
    while (step(*found, fault)) {
    }
    return end(*found, fault);
}

Queries::Kept* Queries::bound(std::string_view text, std::span<const detail::Value> values,
                              std::optional<Fault>& fault) {
    Kept* const found = kept(text, fault);
    if (fault) return nullptr;
    // A short one comes to its end before the watch looks.
    if (section_.rules_.stop.stop_requested()) {
        fault = stopped_fault(0);
        return nullptr;
    }
    if (found->values != values.size()) {
        fault = wrong_count(found->values, values.size());
        return nullptr;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].kind == detail::ValueKind::real && std::isnan(values[i].real)) {
            fault = wrong_value("SQLite would take NULL for the value NaN",
                                "give std::nullopt where NULL is meant");
            return nullptr;
        }
        if (bind(found->statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) {
            fault = fault_of(section_.db_, Whose::script);
            return nullptr;
        }
    }
    return found;
}

Queries::Kept* Queries::kept(std::string_view text, std::optional<Fault>& fault) {
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const auto& each) {
        return !each->runs && each->text == text;
    });
    if (found != kept_.rend()) return found->get();
    auto made = std::make_unique<Kept>(text);
    fault = prepare(*made);
    if (fault) return nullptr;
    if (kept_.size() >= most_kept) {
        const auto idle =
            std::find_if(kept_.begin(), kept_.end(), [](const auto& each) { return !each->runs; });
        if (idle != kept_.end()) kept_.erase(idle);
    }
    kept_.push_back(std::move(made));
    return kept_.back().get();
}

std::optional<Fault> Queries::prepare(Kept& made) {
    section_.sql_ = made.text;
    section_.start_ = section_.end_ = next_statement(section_.sql_, 0);
    if (section_.start_ == section_.sql_.size()) return no_statement();
    made.kind = statement_kind(section_.sql_, section_.start_);
    if (made.kind != StatementKind::other) {
        auto refused = refuse_statement(section_.db_, section_.sql_, section_.start_, made.kind,
                                        section_.rules_.in_transaction);
        if (refused) {
            if (refused->hint == outside_hint(false)) refused->hint = outside_hint(true);
            return refused;
        }
        if (made.kind == StatementKind::pragma)
            section_.keep(pragma_at(section_.sql_, section_.start_));
    }
    section_.watch_.start();
    const int prepared = section_.prepare(&made.statement, section_.end_);
    if (prepared != SQLITE_OK) return section_.prepare_fault(prepared);
    if (section_.end_ <= section_.start_ || made.statement == nullptr) {
        if (auto nothing = section_.nothing_there()) return nothing;
        return no_statement();
    }
    if (next_statement(section_.sql_, section_.end_) != section_.sql_.size())
        return several_statements();
    made.values = static_cast<std::size_t>(sqlite3_bind_parameter_count(made.statement));
    made.begin = section_.start_;
    made.end = section_.end_;
    if (!section_.rules_.object_to_double_quotes || made.kind != StatementKind::other)
        return std::nullopt;
    std::vector<Fault> objections =
        double_quoted_strings(section_.db_, section_.sql_, section_.start_, section_.end_);
    if (objections.empty()) return std::nullopt;
    return std::move(objections.front());
}

void Queries::begin(Kept& made) {
    made.runs = true;
    made.changes_before = sqlite3_total_changes(db());
}

bool Queries::step(Kept& running, std::optional<Fault>& fault) {
    section_.watch_.start();
    const int stepped = sqlite3_step(running.statement);
    if (stepped == SQLITE_ROW) return true;
    if (stepped == SQLITE_DONE && !section_.lost_transaction()) return false;
    section_.sql_ = running.text;
    section_.start_ = running.begin;
    section_.end_ = running.end;
    fault = stepped == SQLITE_DONE
                ? section_.transaction_lost()
                : section_.step_fault(sqlite3_reset(running.statement), running.kind);
    return false;
}

std::int64_t Queries::end(Kept& running, const std::optional<Fault>& fault) {
    const bool has_changed = !fault && sqlite3_total_changes(db()) != running.changes_before;
    const int changes = has_changed ? sqlite3_changes(db()) : 0;
    sqlite3_reset(running.statement);
    running.runs = false;
    return changes;
}

}  // namespace kiln::sqlite
