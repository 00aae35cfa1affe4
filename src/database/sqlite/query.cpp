#include "src/database/sqlite/query.hpp"

#include "src/database/outside_hint.hpp"
#include "src/database/sqlite/double_quotes.hpp"
#include "src/database/sqlite/failure.hpp"
#include "src/database/sqlite/guard.hpp"

#include <kiln/codes.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
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

Section::Kept::~Kept() { sqlite3_finalize(statement); }

Section::Query::Query(Section& section, Kept& kept) : section_(section), kept_(kept) {
    kept_.runs = true;
    kept_.changes_before = sqlite3_total_changes(section_.db_);
}

Section::Query::~Query() {
    if (!kept_.runs) return;
    sqlite3_reset(kept_.statement);
    kept_.runs = false;
}

bool Section::Query::next(std::optional<Fault>& fault) {
    if (!kept_.runs) return false;
    bool has_row = false;
    fault = section_.step(kept_, has_row);
    if (has_row) return true;
    if (!fault && sqlite3_total_changes(section_.db_) != kept_.changes_before) {
        changes_ = sqlite3_changes(section_.db_);
    }
    sqlite3_reset(kept_.statement);
    kept_.runs = false;
    return false;
}

std::size_t Section::Query::columns() const {
    return static_cast<std::size_t>(sqlite3_column_count(kept_.statement));
}

std::string_view Section::Query::name(std::size_t column) const {
    const char* name = sqlite3_column_name(kept_.statement, static_cast<int>(column));
    return name == nullptr ? std::string_view() : name;
}

// By the value, which takes SQLite's lock once, and not by sqlite3_column_type() and more: nobody
// else has the statement.
detail::Value Section::Query::value(std::size_t column) const {
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

Section::~Section() = default;

std::unique_ptr<Cursor> Section::query(std::string_view text, std::span<const detail::Value> values,
                                       std::optional<Fault>& fault) {
    Kept* const found = kept(text, fault);
    if (fault) return nullptr;
    // A short one comes to its end before the watch looks.
    if (rules_.stop.stop_requested()) {
        fault = stopped_fault(0);
        return nullptr;
    }
    const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(found->statement));
    if (wanted != values.size()) {
        fault = wrong_count(wanted, values.size());
        return nullptr;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].kind == detail::ValueKind::real && std::isnan(values[i].real)) {
            fault = wrong_value("SQLite would take NULL for the value NaN",
                                "give std::nullopt where NULL is meant");
            return nullptr;
        }
        if (bind(found->statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) {
            fault = fault_of(db_, Whose::script);
            return nullptr;
        }
    }
    return std::make_unique<Query>(*this, *found);
}

Section::Kept* Section::kept(std::string_view text, std::optional<Fault>& fault) {
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [&](const auto& each) {
        return !each->runs && each->text == text;
    });
    if (found != kept_.rend()) return found->get();
    auto made = std::make_unique<Kept>(text);
    fault = prepare_kept(*made);
    if (fault) return nullptr;
    if (kept_.size() >= most_kept) {
        const auto idle =
            std::find_if(kept_.begin(), kept_.end(), [](const auto& each) { return !each->runs; });
        if (idle != kept_.end()) kept_.erase(idle);
    }
    kept_.push_back(std::move(made));
    return kept_.back().get();
}

std::optional<Fault> Section::prepare_kept(Kept& made) {
    sql_ = made.text;
    start_ = end_ = next_statement(sql_, 0);
    if (start_ == sql_.size()) return no_statement();
    made.kind = statement_kind(sql_, start_);
    if (made.kind != StatementKind::other) {
        auto refused = refuse_statement(db_, sql_, start_, made.kind, rules_.in_transaction);
        if (refused) {
            if (refused->hint == outside_hint(false)) refused->hint = outside_hint(true);
            return refused;
        }
        if (made.kind == StatementKind::pragma) keep(pragma_at(sql_, start_));
    }
    watch_.start();
    const int prepared = prepare(&made.statement, end_);
    if (prepared != SQLITE_OK) return prepare_fault(prepared);
    if (end_ <= start_ || made.statement == nullptr) {
        if (auto nothing = nothing_there()) return nothing;
        return no_statement();
    }
    if (next_statement(sql_, end_) != sql_.size()) return several_statements();
    made.begin = start_;
    made.end = end_;
    if (!rules_.object_to_double_quotes || made.kind != StatementKind::other) return std::nullopt;
    std::vector<Fault> objections = double_quoted_strings(db_, sql_, start_, end_);
    if (objections.empty()) return std::nullopt;
    return std::move(objections.front());
}

std::optional<Fault> Section::step(Kept& running, bool& has_row) {
    watch_.start();
    const int stepped = sqlite3_step(running.statement);
    has_row = stepped == SQLITE_ROW;
    if (has_row) return std::nullopt;
    sql_ = running.text;
    start_ = running.begin;
    end_ = running.end;
    if (stepped != SQLITE_DONE) return step_fault(sqlite3_reset(running.statement), running.kind);
    if (lost_transaction()) return transaction_lost();
    return std::nullopt;
}

}  // namespace kiln::sqlite
