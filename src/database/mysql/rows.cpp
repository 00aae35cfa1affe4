#include "src/database/mysql/rows.hpp"

#include "src/database/written_number.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>

namespace kiln::mysql {
namespace {

using detail::ValueKind;

// my_bool, which is bool in newer clients
using IsNull = char;

struct FreeMetadata {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

constexpr unsigned binary_character_set = 63;

/// One column of the row that the statement is at, as the type that `bind` asks for. False where it
/// is NULL.
bool fetch(MYSQL_STMT* ran, unsigned column, MYSQL_BIND& bind) {
    IsNull is_null = 0;
    bind.is_null = &is_null;
    return mysql_stmt_fetch_column(ran, &bind, column, 0) == 0 && is_null == 0;
}

template <class T>
bool fetch(MYSQL_STMT* ran, unsigned column, enum_field_types type, bool is_unsigned, T& value) {
    MYSQL_BIND bind{};
    bind.buffer_type = type;
    bind.buffer = &value;
    bind.buffer_length = sizeof value;
    bind.is_unsigned = is_unsigned;
    return fetch(ran, column, bind);
}

bool fetch_bytes(MYSQL_STMT* ran, unsigned column, enum_field_types type, std::string& bytes) {
    MYSQL_BIND bind{};
    unsigned long size = 0;
    std::array<char, 1> nothing{};
    bind.buffer_type = type;
    bind.buffer = nothing.data();
    bind.length = &size;
    if (!fetch(ran, column, bind)) return false;
    bytes.resize(size);
    if (size == 0) return true;
    bind.buffer = bytes.data();
    bind.buffer_length = size;
    return fetch(ran, column, bind);
}

/// As a text of that many decimals.
std::string written(const MYSQL_TIME& time, enum_field_types type, unsigned decimals) {
    std::array<char, 64> out{};
    const bool is_date = type == MYSQL_TYPE_DATE || type == MYSQL_TYPE_NEWDATE;
    const bool is_time = type == MYSQL_TYPE_TIME || type == MYSQL_TYPE_TIME2;
    int size = 0;
    if (!is_time) {
        size = std::snprintf(out.data(), out.size(), "%04u-%02u-%02u", time.year, time.month,
                             time.day);
    }
    std::string text(out.data(), static_cast<std::size_t>(size));
    if (is_date) return text;
    size = std::snprintf(out.data(), out.size(), "%s%02u:%02u:%02u",
                         is_time ? (time.neg ? "-" : "") : " ",
                         time.day * (is_time ? 24 : 0) + time.hour, time.minute, time.second);
    text.append(out.data(), static_cast<std::size_t>(size));
    if (decimals == 0 || decimals > 6) return text;
    std::snprintf(out.data(), out.size(), ".%06lu", time.second_part);
    return text.append(out.data(), decimals + 1);
}

bool is_blob(const MYSQL_FIELD& field) {
    return field.type == MYSQL_TYPE_GEOMETRY ||
           (is_text_type(field.type) && field.charsetnr == binary_character_set);
}

}  // namespace

Rows::Rows(MYSQL_STMT* ran, std::int64_t changes) : changes_(changes) {
    const std::unique_ptr<MYSQL_RES, FreeMetadata> metadata(mysql_stmt_result_metadata(ran));
    if (!metadata) return;
    const unsigned columns = mysql_num_fields(metadata.get());
    const MYSQL_FIELD* const types = mysql_fetch_fields(metadata.get());
    names_.reserve(columns);
    for (unsigned i = 0; i < columns; ++i) names_.emplace_back(types[i].name, types[i].name_length);
    for (;;) {
        const int fetched = mysql_stmt_fetch(ran);
        if (fetched != 0 && fetched != MYSQL_DATA_TRUNCATED) break;
        for (unsigned i = 0; i < columns; ++i) take(ran, i, types[i]);
    }
}

Rows::Rows(const Answer& answer, std::int64_t changes) : changes_(changes) {
    for (std::size_t i = 0; i < answer.columns(); ++i) names_.push_back(answer.name(i));
    for (std::size_t row = 0; row < answer.rows(); ++row) {
        for (std::size_t i = 0; i < answer.columns(); ++i) {
            fields_.push_back(answer.is_null(row, i) ? Field()
                                                     : bytes(ValueKind::text, answer.text(row, i)));
        }
    }
}

void Rows::take(MYSQL_STMT* ran, unsigned column, const MYSQL_FIELD& type) {
    Field field;
    std::string text;
    switch (type.type) {
        case MYSQL_TYPE_TINY:
        case MYSQL_TYPE_SHORT:
        case MYSQL_TYPE_INT24:
        case MYSQL_TYPE_LONG:
        case MYSQL_TYPE_LONGLONG:
        case MYSQL_TYPE_YEAR: {
            const bool is_unsigned = (type.flags & UNSIGNED_FLAG) != 0;
            if (!fetch(ran, column, MYSQL_TYPE_LONGLONG, is_unsigned, field.integer)) break;
            field.kind = ValueKind::integer;
            if (!is_unsigned || field.integer >= 0) break;
            field.kind = ValueKind::real;
            field.real = static_cast<double>(static_cast<std::uint64_t>(field.integer));
            break;
        }
        case MYSQL_TYPE_FLOAT:
        case MYSQL_TYPE_DOUBLE:
            if (fetch(ran, column, MYSQL_TYPE_DOUBLE, false, field.real))
                field.kind = ValueKind::real;
            break;
        case MYSQL_TYPE_DECIMAL:
        case MYSQL_TYPE_NEWDECIMAL:
            if (fetch_bytes(ran, column, MYSQL_TYPE_STRING, text)) field = number(text);
            break;
        case MYSQL_TYPE_BIT:
            if (!fetch_bytes(ran, column, MYSQL_TYPE_BLOB, text)) break;
            field.kind = ValueKind::integer;
            for (const char byte : text) {
                field.integer =
                    static_cast<std::int64_t>(static_cast<std::uint64_t>(field.integer) << 8U |
                                              static_cast<unsigned char>(byte));
            }
            break;
        case MYSQL_TYPE_DATE:
        case MYSQL_TYPE_NEWDATE:
        case MYSQL_TYPE_TIME:
        case MYSQL_TYPE_TIME2:
        case MYSQL_TYPE_DATETIME:
        case MYSQL_TYPE_DATETIME2:
        case MYSQL_TYPE_TIMESTAMP:
        case MYSQL_TYPE_TIMESTAMP2: {
            MYSQL_TIME time{};
            if (!fetch(ran, column, type.type, false, time)) break;
            field = bytes(ValueKind::text, written(time, type.type, type.decimals));
            break;
        }
        case MYSQL_TYPE_NULL:
            break;
        default:
            if (fetch_bytes(ran, column, MYSQL_TYPE_BLOB, text))
                field = bytes(is_blob(type) ? ValueKind::blob : ValueKind::text, text);
    }
    fields_.push_back(field);
}

Rows::Field Rows::number(std::string_view written) const {
    const detail::Value value = numeric_value(written);
    Field field;
    field.kind = value.kind;
    field.integer = value.integer;
    field.real = value.real;
    return field;
}

Rows::Field Rows::bytes(ValueKind kind, std::string_view text) {
    Field field;
    field.kind = kind;
    field.begin = bytes_.size();
    field.size = text.size();
    bytes_ += text;
    return field;
}

bool Rows::next(std::optional<Fault>&) {
    if (names_.empty() || next_ * names_.size() >= fields_.size()) return false;
    ++next_;
    return true;
}

detail::Value Rows::value(std::size_t column) const {
    const Field& field = fields_[(next_ - 1) * names_.size() + column];
    return {field.kind, field.integer, field.real, bytes_.data() + field.begin, field.size};
}

}  // namespace kiln::mysql
