#pragma once
// What a revision in C++ may do. A `.cpp` file among the revisions holds, behind its header,
//
//     #include <kiln/operations.hpp>
//
//     template <>
//     void kiln::revision<"3f2a9c61d0b7">::upgrade(kiln::Operations& op) {
//         for (const auto& row : op.query("SELECT id, password FROM account")) {
//             op.execute("UPDATE account SET password = ? WHERE id = ?",
//                        hash(row.get<std::string>(1)), row.get<std::int64_t>(0));
//         }
//     }
//
// and `::downgrade` likewise; without one the revision is irreversible. Bodies look names up in
// namespace kiln first, so this header adds to it only what stands below.

#include <kiln/detail/value.hpp>
#include <kiln/dialect.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

struct sqlite3;
struct pg_conn;   // PGconn
struct st_mysql;  // MYSQL

namespace kiln {

class Operations;

namespace detail {

/// A string literal as a template argument.
template <std::size_t size>
struct Name {
    char text[size];
    constexpr Name(const char (&literal)[size]) {
        for (std::size_t i = 0; i < size; ++i) text[i] = literal[i];
    }
};

// add_migrations() says whose revisions are compiled: two targets of one program may hold one id.
#ifdef KILN_TARGET
#define KILN_DETAIL_TARGET KILN_TARGET
#else
#define KILN_DETAIL_TARGET ""
#endif

using Microseconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// A value for a `?`, with room for the text of a date.
struct Argument {
    Value value;
    const char* fault = nullptr;  ///< why it cannot be one
    char text[32];  // left as it is where there is none: a revision may have a million values
    std::size_t text_size = 0;  ///< above 0: the value is this text
};

Argument date_argument(std::chrono::year_month_day date);
Argument time_argument(Microseconds time, bool has_fraction);
std::chrono::year_month_day date_of(const Operations& where, const Value& value);
Microseconds time_of(const Operations& where, const Value& value);

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_system_time = false;
template <class Duration>
inline constexpr bool is_system_time<std::chrono::time_point<std::chrono::system_clock, Duration>> =
    true;
template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;
template <class T>
inline constexpr bool is_no_value = false;

inline Argument argument_of(const Value& value) {
    Argument out;
    out.value = value;
    return out;
}

template <class T>
Argument argument(const T& given) {
    if constexpr (std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>) {
        return Argument();
    } else if constexpr (is_optional<T>) {
        return given ? argument(*given) : Argument();
    } else if constexpr (std::is_enum_v<T>) {
        return argument(static_cast<std::underlying_type_t<T>>(given));
    } else if constexpr (std::is_integral_v<T> && !is_character<T>) {
        Argument out = argument_of({ValueKind::integer, static_cast<std::int64_t>(given)});
        if (given > T{} && out.value.integer < 0)
            out.fault = "the integer does not fit: it is above 2^63 - 1";
        return out;
    } else if constexpr (std::is_floating_point_v<T>) {
        return argument_of({ValueKind::real, 0, static_cast<double>(given)});
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
        return date_argument(given);
    } else if constexpr (std::is_same_v<T, std::chrono::sys_days>) {
        return date_argument(std::chrono::year_month_day(given));
    } else if constexpr (is_system_time<T>) {
        using Duration = typename T::duration;
        constexpr bool has_fraction =
            std::ratio_less_v<typename Duration::period, std::ratio<1>> ||
            std::chrono::treat_as_floating_point_v<typename Duration::rep>;
        return time_argument(std::chrono::floor<std::chrono::microseconds>(given), has_fraction);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        if constexpr (std::is_pointer_v<T>) {
            if (given == nullptr) return Argument();
        }
        const std::string_view text = given;
        return argument_of({ValueKind::text, 0, 0, text.data(), text.size()});
    } else if constexpr (std::is_convertible_v<const T&, std::span<const std::byte>>) {
        const std::span<const std::byte> bytes = given;
        return argument_of(
            {ValueKind::blob, 0, 0, reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    } else {
        static_assert(is_no_value<T>, "no database keeps a value of this type");
    }
}
template <std::size_t size>
Argument argument(const char (&text)[size]) {
    return argument(std::string_view(text));
}

/// The rows of a statement that runs.
class Cursor;
struct CloseCursor {
    void operator()(Cursor* cursor) const noexcept;
};
using OwnedCursor = std::unique_ptr<Cursor, CloseCursor>;

struct Work;

}  // namespace detail

/// Runs statements within the run's transaction, on the connection of the run. What a function
/// throws is kiln::Error (<kiln/error.hpp>): whatever leaves a revision's function, of whatever
/// type, ends the run and rolls it back. What SQL may not do in a revision it may not do here: end
/// the transaction, ATTACH, switch foreign keys, touch Kiln's own tables; and a revision in which
/// such a statement was refused has failed, even if it catches the exception.
///
/// Values stand as `?`: bool, integers, enumerations, float and double, text (whatever is a
/// std::string_view), blobs (std::span<const std::byte>, std::vector<std::byte>), nullptr and
/// nullopt, std::optional of these, and dates: year_month_day and sys_days as `2024-02-29`, other
/// times of the system clock as UTC, `2001-02-03 04:05:06`, with six decimals where they are finer
/// than seconds.
class Operations {
public:
    class Row;
    class Rows;

    Operations(const Operations&) = delete;
    Operations& operator=(const Operations&) = delete;

    /// Runs one statement and returns how many rows it inserted, updated or deleted itself.
    template <class... Values>
    std::int64_t execute(std::string_view sql, const Values&... values) {
        const detail::Argument list[] = {detail::argument(values)..., detail::Argument()};
        return run(sql, list, sizeof...(values));
    }

    /// Runs one statement, whose rows a `for` reads one by one. On SQLite they come as the database
    /// finds them, and a change to rows that were not read yet may be seen or not.
    template <class... Values>
    [[nodiscard]] Rows query(std::string_view sql, const Values&... values);

    /// The same, with each row as a struct by the names of its members: see <kiln/models.hpp>.
    template <class Struct, class... Values>
    requires(std::is_class_v<Struct>&& std::is_aggregate_v<Struct>)
        [[nodiscard]] auto query(std::string_view sql, const Values&... values);

    /// Which database this is.
    [[nodiscard]] Dialect dialect() const noexcept;
    /// The connection itself, for what else one needs of it: never to be closed, and never to be
    /// taken out of its transaction. An Error where the database is another.
    [[nodiscard]] sqlite3* sqlite() const;
    [[nodiscard]] pg_conn* postgresql() const;
    [[nodiscard]] st_mysql* mysql() const;

    /// Tells who watches the run how far a long step is; nobody may.
    void progress(std::int64_t done, std::int64_t total);

    explicit Operations(detail::Work& work) noexcept : work_(&work) {}

private:
    friend class Row;
    friend class Rows;
    friend std::chrono::year_month_day detail::date_of(const Operations&, const detail::Value&);
    friend detail::Microseconds detail::time_of(const Operations&, const detail::Value&);

    std::int64_t run(std::string_view sql, const detail::Argument* values, std::size_t count);
    detail::OwnedCursor open(std::string_view sql, const detail::Argument* values,
                             std::size_t count);
    bool next(detail::Cursor& cursor);
    detail::Value value(const detail::Cursor& cursor, std::size_t column) const;
    std::size_t column(const detail::Cursor& cursor, std::string_view name) const;
    /// Throws: `value` is no `wanted`.
    [[noreturn]] static void refuse(const detail::Value& value, const char* wanted);
    [[noreturn]] static void refuse_size(std::int64_t value);

    detail::Work* work_;
};

/// The row that a `for` is at: gone with the next one, and so are the views that it gave.
class Operations::Row {
public:
    /// The column of that index, from 0, or of that name, as T: bool, an integer, an enumeration,
    /// float or double, std::string, std::string_view, std::vector<std::byte>,
    /// std::span<const std::byte>, year_month_day, a time of the system clock, or a std::optional
    /// of one, which is the only one to take NULL. An Error where the value is of another kind or
    /// does not fit, and where there is no such column.
    template <class T>
    [[nodiscard]] T get(std::size_t index) const {
        return as<T>(operations_->value(*cursor_, index));
    }
    template <class T>
    [[nodiscard]] T get(std::string_view name) const {
        return as<T>(operations_->value(*cursor_, operations_->column(*cursor_, name)));
    }

private:
    friend class Rows;
    Row(Operations& operations, detail::Cursor* cursor)
        : operations_(&operations), cursor_(cursor) {}

    template <class T>
    T as(const detail::Value& value) const {
        using Kind = detail::ValueKind;
        if constexpr (detail::is_optional<T>) {
            if (value.kind == Kind::null) return std::nullopt;
            return as<typename T::value_type>(value);
        } else if constexpr (std::is_enum_v<T>) {
            return static_cast<T>(as<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_integral_v<T> && !detail::is_character<T>) {
            if (value.kind != Kind::integer) refuse(value, "an integer");
            const T number = static_cast<T>(value.integer);
            if (static_cast<std::int64_t>(number) != value.integer ||
                (value.integer < 0) != (number < T{})) {
                refuse_size(value.integer);
            }
            return number;
        } else if constexpr (std::is_floating_point_v<T>) {
            if (value.kind == Kind::integer) return static_cast<T>(value.integer);
            if (value.kind != Kind::real) refuse(value, "a number");
            return static_cast<T>(value.real);
        } else if constexpr (std::is_same_v<T, std::string> ||
                             std::is_same_v<T, std::string_view>) {
            if (value.kind != Kind::text) refuse(value, "text");
            return T(value.data, value.size);
        } else if constexpr (std::is_same_v<T, std::span<const std::byte>> ||
                             std::is_same_v<T, std::vector<std::byte>>) {
            if (value.kind != Kind::blob) refuse(value, "a blob");
            const auto* bytes = reinterpret_cast<const std::byte*>(value.data);
            return T(bytes, bytes + value.size);
        } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
            return detail::date_of(*operations_, value);
        } else if constexpr (std::is_same_v<T, std::chrono::sys_days>) {
            return std::chrono::sys_days(detail::date_of(*operations_, value));
        } else if constexpr (detail::is_system_time<T>) {
            return std::chrono::time_point_cast<typename T::duration>(
                detail::time_of(*operations_, value));
        } else {
            static_assert(detail::is_no_value<T>, "no column can be read as this type");
        }
    }

    Operations* operations_;
    detail::Cursor* cursor_;
};

/// Rows in the order of the statement; to be gone through once.
class Operations::Rows {
public:
    class Iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = Row;
        using difference_type = std::ptrdiff_t;
        using reference = const Row&;
        using pointer = const Row*;

        Iterator() = default;
        reference operator*() const { return rows_->row_; }
        pointer operator->() const { return &rows_->row_; }
        Iterator& operator++() {
            rows_->advance();
            return *this;
        }
        void operator++(int) { rows_->advance(); }
        bool operator==(std::default_sentinel_t) const { return rows_->is_at_end_; }

    private:
        friend class Rows;
        explicit Iterator(Rows& rows) : rows_(&rows) {}
        Rows* rows_ = nullptr;
    };

    Rows(Rows&& other) noexcept = default;
    Rows& operator=(Rows&& other) noexcept = default;

    [[nodiscard]] Iterator begin() {
        if (!has_begun_) advance();
        return Iterator(*this);
    }
    [[nodiscard]] std::default_sentinel_t end() const { return {}; }

private:
    friend class Operations;
    Rows(Operations& operations, detail::OwnedCursor cursor)
        : operations_(&operations), cursor_(std::move(cursor)), row_(operations, cursor_.get()) {}

    void advance() {
        has_begun_ = true;
        is_at_end_ = !operations_->next(*cursor_);
    }

    Operations* operations_;
    detail::OwnedCursor cursor_;
    Row row_;
    bool has_begun_ = false;
    bool is_at_end_ = false;
};

template <class... Values>
Operations::Rows Operations::query(std::string_view sql, const Values&... values) {
    const detail::Argument list[] = {detail::argument(values)..., detail::Argument()};
    return Rows(*this, open(sql, list, sizeof...(values)));
}

/// A revision in C++: its file defines `upgrade` and, unless it is irreversible, `downgrade`, as
/// specializations for its id. `target` is filled in by add_migrations().
template <detail::Name id, detail::Name target = KILN_DETAIL_TARGET>
struct revision {  // NOLINT(readability-identifier-naming): as the header of its file says it
    static void upgrade(Operations& op);
    static void downgrade(Operations& op);
};

namespace detail {
struct CodeRun;
void run_code(CodeRun& run);

/// For MigrationTable::run_code. Inline, since on Windows the address of a function in another
/// module is no constant.
inline void code_runner(CodeRun& run) { run_code(run); }
}  // namespace detail

}  // namespace kiln
