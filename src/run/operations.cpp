#include "src/run/operations.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstdio>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace kiln {
namespace detail {

class Cursor {
public:
    /// `sql` is empty where nobody wants to be told of the statement.
    explicit Cursor(std::unique_ptr<kiln::Cursor> rows, std::string sql)
        : rows_(std::move(rows)), sql_(std::move(sql)) {}
    kiln::Cursor& rows() const { return *rows_; }
    /// Once.
    std::string take_sql() { return std::exchange(sql_, {}); }

private:
    std::unique_ptr<kiln::Cursor> rows_;
    std::string sql_;
};

void CloseCursor::operator()(Cursor* cursor) const noexcept { delete cursor; }

struct Work {
    CodeCall& run;
    /// What the revision has failed for, whatever it catches.
    std::optional<Fault> refused{};
};

namespace {

/// What a statement threw, with the fault that it was.
class StatementError final : public Error {
public:
    explicit StatementError(const Fault& fault)
        : Error(diagnose(fault.code == Code{} ? script_code(fault) : fault.code, fault.message,
                         fault.hint)),
          fault_(fault) {}
    const Fault& fault() const { return fault_; }

private:
    Fault fault_;
};

Error value_error(std::string message, std::string hint) {
    return make_error(Code::wrong_value, std::move(message), std::move(hint));
}

const char* kind_name(ValueKind kind) {
    switch (kind) {
        case ValueKind::null:
            return "NULL";
        case ValueKind::integer:
            return "an integer";
        case ValueKind::real:
            return "a floating-point number";
        case ValueKind::text:
            return "text";
        case ValueKind::blob:
            break;
    }
    return "a blob";
}

[[noreturn]] void fail(Work& work, Fault&& fault) {
    const Connection& connection = work.run.connection;
    // Nothing that comes behind it would be in the run's transaction.
    const bool has_lost_it = work.run.rules.in_transaction && !connection.state().is_open;
    const bool has_ended_it =
        connection.traits().fault_ends_transaction && fault.code != Code::wrong_value;
    const bool is_final = fault.reason == Reason::guard || fault.reason == Reason::stopped ||
                          has_lost_it || has_ended_it;
    StatementError error(fault);
    if (is_final && !work.refused) work.refused = std::move(fault);
    throw error;
}

Fault fault_of(const Error& error) {
    Fault fault{Reason::sql, error.message(), error.hint(), 0, {}};
    return fault;
}

}  // namespace

void call_code(CodeCall& run) {
    struct SectionScope {
        Connection& connection;
        ~SectionScope() { connection.end_section(); }
    };
    Work work{run};
    run.connection.begin_section({}, run.rules);
    const SectionScope scope{run.connection};
    try {
        Operations operations(work);
        run.function(operations);
    } catch (const StatementError& error) {
        run.fault = error.fault();
    } catch (const Error& error) {
        run.fault = fault_of(error);
    } catch (const std::exception& error) {
        run.fault = Fault{Reason::sql, one_line(error.what()), "", 0, {}};
    } catch (...) {
        run.fault = Fault{Reason::sql,
                          "it threw what is no std::exception",
                          "throw a kiln::Error or another std::exception, which says why",
                          0,
                          {}};
    }
    if (work.refused) run.fault = std::move(work.refused);
}

}  // namespace detail

using detail::ValueKind;

namespace {

constexpr std::size_t usual_values = 8;

/// Room for the values of most statements, of which only those that there are cost anything.
union Few {
    Few() {}
    char nothing;
    detail::Value values[usual_values];
};
static_assert(std::is_trivially_copyable_v<detail::Value>);

/// The values of a statement as the drivers take them.
class Bound {
public:
    Bound(const detail::Argument* values, std::size_t count)
        : many_(count > usual_values ? count : 0), count_(count) {
        detail::Value* const room = many_.empty() ? few_.values : many_.data();
        for (std::size_t i = 0; i < count; ++i) {
            const detail::Argument& argument = values[i];
            if (argument.fault != nullptr) {
                throw detail::value_error("value " + std::to_string(i + 1) + ": " + argument.fault,
                                          "");
            }
            detail::Value* const value = new (room + i) detail::Value(argument.value);
            if (argument.text_size > 0) {
                *value = {ValueKind::text, 0, 0, argument.text, argument.text_size};
            }
        }
    }
    std::span<const detail::Value> values() const {
        return {many_.empty() ? few_.values : many_.data(), count_};
    }

private:
    Few few_;
    std::vector<detail::Value> many_;
    std::size_t count_;
};

std::unique_ptr<Cursor> open_rows(detail::Work& work, std::string_view sql,
                                  std::span<const detail::Value> values) {
    std::optional<Fault> fault;
    auto rows = work.run.connection.query(sql, values, fault);
    if (!rows && !fault) {
        fault = guard_fault(Code::code_not_built, 0,
                            "revisions in C++ do not run on " + work.run.connection.name() +
                                " by the driver of this table",
                            "put its code driver, such as sqlite_code_driver, into "
                            "MigrationTable::drivers");
    }
    if (fault) detail::fail(work, std::move(*fault));
    return rows;
}

bool next_row(detail::Work& work, Cursor& rows) {
    std::optional<Fault> fault;
    const bool has_row = rows.next(fault);
    if (fault) detail::fail(work, std::move(*fault));
    return has_row;
}

/// To its end: how many rows it has changed.
std::int64_t run_through(detail::Work& work, std::string_view sql,
                         std::span<const detail::Value> values) {
    std::optional<Fault> fault;
    const std::optional<std::int64_t> changes = work.run.connection.execute(sql, values, fault);
    if (fault) detail::fail(work, std::move(*fault));
    if (changes) return *changes;
    const std::unique_ptr<Cursor> rows = open_rows(work, sql, values);
    while (next_row(work, *rows)) {
    }
    return rows->changes();
}

}  // namespace

std::int64_t Operations::run(std::string_view sql, const detail::Argument* values,
                             std::size_t count) {
    const std::int64_t changes = run_through(*work_, sql, Bound(values, count).values());
    if (work_->run.after_statement) work_->run.after_statement(sql);
    return changes;
}

detail::OwnedCursor Operations::open(std::string_view sql, const detail::Argument* values,
                                     std::size_t count) {
    auto rows = open_rows(*work_, sql, Bound(values, count).values());
    return detail::OwnedCursor(
        new detail::Cursor(std::move(rows), work_->run.after_statement ? std::string(sql) : ""));
}

bool Operations::next(detail::Cursor& cursor) {
    const bool has_row = next_row(*work_, cursor.rows());
    // What a statement changes, it has changed when its first row is there.
    if (work_->run.after_statement) {
        if (const std::string sql = cursor.take_sql(); !sql.empty()) {
            work_->run.after_statement(sql);
        }
    }
    return has_row;
}

detail::Value Operations::value(const detail::Cursor& cursor, std::size_t column) const {
    const std::size_t columns = cursor.rows().columns();
    if (column < columns) return cursor.rows().value(column);
    throw detail::value_error(
        "there is no column " + std::to_string(column) + ": the row has " + std::to_string(columns),
        "columns are counted from 0");
}

std::size_t Operations::column(const detail::Cursor& cursor, std::string_view name) const {
    std::string names;
    for (std::size_t i = 0; i < cursor.rows().columns(); ++i) {
        if (cursor.rows().name(i) == name) return i;
        names += (i == 0 ? "" : ", ") + quote(cursor.rows().name(i));
    }
    throw detail::value_error("there is no column " + quote(name) + ": the row has " + names,
                              "give the column that name in the SELECT: AS \"...\"");
}

void Operations::refuse(const detail::Value& value, const char* wanted) {
    const bool is_null = value.kind == ValueKind::null;
    throw detail::value_error(
        "the column holds " + std::string(detail::kind_name(value.kind)) + ", not " + wanted,
        is_null ? "ask for a std::optional where NULL may be"
                : "ask for what it holds, or CAST it");
}

void Operations::refuse_size(std::int64_t value) {
    throw detail::value_error("the integer " + std::to_string(value) + " does not fit",
                              "ask for a larger type");
}

Dialect Operations::dialect() const noexcept { return work_->run.connection.dialect(); }

namespace {

void* handle_of(const Connection& connection, Dialect dialect, const char* name) {
    if (connection.dialect() == dialect && connection.handle() != nullptr) {
        return connection.handle();
    }
    throw make_error(Code::wrong_handle,
                     connection.name() + " is no " + name + " database, and has no such handle",
                     "ask dialect() before");
}

}  // namespace

sqlite3* Operations::sqlite() const {
    return static_cast<sqlite3*>(handle_of(work_->run.connection, Dialect::sqlite, "SQLite"));
}

pg_conn* Operations::postgresql() const {
    return static_cast<pg_conn*>(
        handle_of(work_->run.connection, Dialect::postgresql, "PostgreSQL"));
}

st_mysql* Operations::mysql() const {
    return static_cast<st_mysql*>(handle_of(work_->run.connection, Dialect::mysql, "MySQL"));
}

void Operations::progress(std::int64_t done, std::int64_t total) {
    if (work_->run.progress) work_->run.progress(done, total);
}

namespace detail {
namespace {

using namespace std::chrono;

Argument text_argument(const char* text, int size) {
    Argument out;
    out.text_size = static_cast<std::size_t>(size);
    std::copy(text, text + size, out.text);
    return out;
}

bool is_in_range(year_month_day date) {
    return date.ok() && date.year() >= year(0) && date.year() <= year(9999);
}

Argument no_date() {
    Argument out;
    out.fault = "it is no date of the years 0 to 9999";
    return out;
}

/// Reads dates and times as they are written here, and what others write: a `T` in the middle, `Z`
/// at the end, decimals of any number.
class TimeReader {
public:
    explicit TimeReader(std::string_view text) : text_(text) {}

    bool number(std::size_t digits, int& value) {
        if (text_.size() < digits) return false;
        value = 0;
        for (const char c : text_.substr(0, digits)) {
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        text_.remove_prefix(digits);
        return true;
    }
    bool take(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool at_end() const { return text_.empty(); }

    bool date(year_month_day& date) {
        int y = 0;
        int m = 0;
        int d = 0;
        if (!number(4, y) || !take('-') || !number(2, m) || !take('-') || !number(2, d)) {
            return false;
        }
        date = year(y) / month(static_cast<unsigned>(m)) / day(static_cast<unsigned>(d));
        return date.ok();
    }

    bool time_of_day(microseconds& time) {
        int h = 0;
        int m = 0;
        int s = 0;
        if (!number(2, h) || !take(':') || !number(2, m)) return false;
        if (take(':') && !number(2, s)) return false;
        if (h > 23 || m > 59 || s > 59) return false;
        time = hours(h) + minutes(m) + seconds(s);
        if (!take('.')) return true;
        std::int64_t unit = 100'000;
        int digit = 0;
        if (!number(1, digit)) return false;
        do {
            time += microseconds(unit * digit);
            unit /= 10;
        } while (number(1, digit));
        return true;
    }

private:
    std::string_view text_;
};

std::string_view text_of(const Value& value, const char* wanted) {
    if (value.kind == ValueKind::text) return {value.data, value.size};
    throw value_error("the column holds " + std::string(kind_name(value.kind)) + ", not " + wanted,
                      value.kind == ValueKind::null ? "ask for a std::optional where NULL may be"
                                                    : "dates are text");
}

Error no_date(std::string_view text, const char* wanted) {
    return value_error("the column holds " + quote(text) + ", not " + wanted,
                       "dates are text such as 2024-02-29, times 2024-02-29 04:05:06");
}

}  // namespace

Argument date_argument(year_month_day date) {
    if (!is_in_range(date)) return no_date();
    char text[32];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text_argument(text, size);
}

Argument time_argument(Microseconds time, bool has_fraction) {
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    if (!is_in_range(date)) return no_date();
    const hh_mm_ss<microseconds> parts(time - day);
    char text[32];
    int size = std::snprintf(
        text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(parts.hours().count()), static_cast<int>(parts.minutes().count()),
        static_cast<int>(parts.seconds().count()));
    if (has_fraction) {
        size += std::snprintf(text + size, sizeof text - static_cast<std::size_t>(size), ".%06d",
                              static_cast<int>(parts.subseconds().count()));
    }
    return text_argument(text, size);
}

year_month_day date_of(const Operations&, const Value& value) {
    const std::string_view text = text_of(value, "a date");
    TimeReader reader(text);
    year_month_day date;
    if (!reader.date(date) || !reader.at_end()) throw no_date(text, "a date");
    return date;
}

Microseconds time_of(const Operations&, const Value& value) {
    const std::string_view text = text_of(value, "a time");
    TimeReader reader(text);
    year_month_day date;
    microseconds time{0};
    bool is_time = reader.date(date);
    if (is_time && !reader.at_end()) {
        is_time = (reader.take(' ') || reader.take('T')) && reader.time_of_day(time);
        if (is_time && !reader.at_end()) is_time = reader.take('Z') && reader.at_end();
    }
    if (!is_time) throw no_date(text, "a time");
    return sys_days(date) + time;
}

}  // namespace detail
}  // namespace kiln
