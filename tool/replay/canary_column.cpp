#include "tool/replay/canary_column.hpp"

#include "src/text/letter_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using Stores = CanaryColumn::Stores;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.find(word) != std::string_view::npos;
    });
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.substr(0, word.size()) == word; });
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return text.size() >= word.size() && text.substr(text.size() - word.size()) == word;
    });
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// The numbers in a type's parentheses.
std::vector<unsigned> numbers_in(std::string_view type) {
    std::vector<unsigned> numbers;
    bool inside = false;
    bool in_number = false;
    for (const char c : type) {
        if (c == '(') inside = true;
        const bool is_digit = c >= '0' && c <= '9';
        if (inside && is_digit) {
            if (!in_number) numbers.push_back(0);
            numbers.back() =
                std::min(numbers.back() * 10 + static_cast<unsigned>(c - '0'), 100000U);
        }
        in_number = inside && is_digit;
    }
    return numbers;
}

// An application reads such columns with date(), json_extract() or CASE: other values would make
// sound revisions fail.
/// By the name as it is written: birthDate is one, candidate is none.
bool names_a_time(std::string_view written) {
    const std::string name = folded(written);
    if (ends_with_any(name, {"_at", "_date", "_time", "_timestamp"})) return true;
    if (ends_with_any(written, {"At", "Date", "Time"}) && written.size() > 4) return true;
    return begins_with_any(name, {"date_", "time_"}) ||
           is_one_of(name, {"date", "time", "datetime", "timestamp", "created", "updated",
                            "modified", "birthday", "birthdate", "ts", "created_on", "updated_on",
                            "modified_on", "deleted_on", "due_on"});
}

bool names_a_flag(std::string_view name) {
    return begins_with_any(name, {"is_", "has_", "can_", "allow_", "should_"}) ||
           is_one_of(name, {"active", "enabled", "disabled", "deleted", "archived", "done", "flag",
                            "visible", "hidden", "completed", "verified", "published", "locked",
                            "paid", "public", "private"});
}

bool names_json(std::string_view name) {
    return contains_any(name, {"json"}) ||
           is_one_of(name, {"settings", "metadata", "meta", "payload", "attributes", "config",
                            "preferences", "options", "props", "properties", "extra"});
}

Stores kind_of_text(const ColumnDefinition& definition) {
    const std::string name = folded(definition.name);
    const std::string& otherwise = definition.default_value;
    if (contains_any(otherwise, {"current_timestamp", "datetime", "strftime"})) {
        return Stores::date_time;
    }
    if (contains_any(otherwise, {"current_date", "date"})) return Stores::date;
    if (contains_any(otherwise, {"current_time"})) return Stores::time;
    if (names_json(name) || begins_with_any(otherwise, {"'{", "'["})) return Stores::json;
    if (contains_any(name, {"email", "e_mail"})) return Stores::email;
    if (names_a_time(definition.name)) {
        if (ends_with_any(name, {"date", "_on", "birthday"})) return Stores::date;
        return Stores::date_time;
    }
    return Stores::text;
}

Stores kind_of_integer(const ColumnDefinition& definition) {
    const std::string name = folded(definition.name);
    if (contains_any(definition.type, {"tinyint", "smallint", "mediumint", "int2"})) {
        return Stores::small_integer;
    }
    if (names_a_flag(name)) return Stores::flag;
    return names_a_time(definition.name) ? Stores::unix_time : Stores::integer;
}

// Of numeric affinity, whose names are other databases'.
Stores kind_of_numeric(std::string_view type) {
    if (contains_any(type, {"bool"})) return Stores::flag;
    if (contains_any(type, {"timestamp", "datetime"})) return Stores::date_time;
    if (contains_any(type, {"date"})) return Stores::date;
    if (contains_any(type, {"time"})) return Stores::time;
    if (contains_any(type, {"json"})) return Stores::json;
    if (contains_any(type, {"dec", "num", "money", "currency"})) return Stores::decimal;
    return Stores::plain_text;
}

/// By its affinity.
bool keeps_texts(std::string_view type, bool is_strict) {
    if (is_strict && type == "any") return true;
    if (contains_any(type, {"int"})) return false;
    return type.empty() || contains_any(type, {"char", "clob", "text", "blob"});
}

Stores kind_of_column(const ColumnDefinition& definition, bool is_strict) {
    const std::string& type = definition.type;
    if (is_strict && type == "any") return Stores::anything;
    if (contains_any(type, {"int"})) return kind_of_integer(definition);
    if (contains_any(type, {"char", "clob", "text"})) return kind_of_text(definition);
    if (type.empty()) return Stores::anything;
    if (contains_any(type, {"blob"})) return Stores::blob;
    if (contains_any(type, {"real", "floa", "doub"})) return Stores::real;
    return kind_of_numeric(type);
}

std::string in_base_36(unsigned number) {
    std::string text;
    do {
        text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
        number /= 36;
    } while (number > 0);
    return text;
}

std::string text_of(const CanaryColumn& column, CanarySerial serial) {
    const unsigned number = serial.number();
    std::string text = column.origin + " " + std::to_string(number);
    const std::size_t most = column.most_characters;
    if (most == 0 || text.size() <= most) return text;
    if (most == 1) return std::string(1, static_cast<char>('a' + number % 26));
    std::string code = in_base_36(number);
    if (code.size() > most) code.erase(0, code.size() - most);
    // A letter in front, so that no type takes it for a number.
    return column.name.substr(0, most - code.size()) + code;
}

std::string long_text_of(const CanaryColumn& column, CanarySerial serial) {
    constexpr std::size_t usual = 1200;
    const std::size_t most = column.most_characters == 0 ? usual : column.most_characters;
    std::string text = text_of(column, serial);
    if (text.size() + 2 >= most) return text;
    text += ' ';
    const std::size_t begin = text.size();
    text.resize(std::max(begin, std::min(most, usual) - 1));
    for (std::size_t i = begin; i < text.size(); ++i) text[i] = "long"[i % 4];
    return text + '.';
}

std::string zeros_of(const CanaryColumn& column, CanarySerial serial) {
    const std::string digits = std::to_string(100 * (column.position + 1) + serial.number());
    std::string text = "00" + digits;
    const std::size_t most = column.most_characters;
    if (most == 0 || text.size() <= most) return text;
    if (most < 3) return text_of(column, serial);
    return "0" + digits.substr(digits.size() - std::min(digits.size(), most - 1));
}

std::string email_of(const CanaryColumn& column, CanarySerial serial) {
    std::string text = "Row" + std::to_string(serial.number()) + "@" + "example.org";
    return column.most_characters == 0 || text.size() <= column.most_characters
               ? text
               : text_of(column, serial);
}

/// 3 to 12: a month, a priority, no number that SQLite would give. Of five columns side by side no
/// two have the same.
std::int64_t modest_number(const CanaryColumn& column, CanarySerial serial) {
    return 3 + serial.slot % 2 + 2 * (column.position % 5);
}

/// Of seven columns side by side no two have the same in all of the first rows.
std::int64_t flag_of(const CanaryColumn& column, CanarySerial serial) {
    constexpr unsigned told_apart = 7;
    if (serial.slot > told_apart) return (serial.slot + column.position) % 2;
    const unsigned bits = serial.slot & (1 + column.position % told_apart);
    return (bits ^ (bits >> 1U) ^ (bits >> 2U)) & 1U;
}

double decimal_of(const CanaryColumn& column, CanarySerial serial, bool is_modest) {
    double whole = 1234 + 1000 * column.position + serial.number();
    if (is_modest) whole = static_cast<double>(modest_number(column, serial));
    double fraction = 5678;
    double unit = 10000;
    for (unsigned decimals = 4; decimals > column.decimals; --decimals) {
        unit /= 10;
        fraction = static_cast<double>(static_cast<int>(fraction) / 10);
    }
    if (column.whole_digits > 0) {
        long limit = 1;
        for (unsigned i = 0; i < std::min(column.whole_digits, 9U); ++i) limit *= 10;
        whole = static_cast<double>(static_cast<long>(whole) % limit);
    }
    return (whole * unit + fraction) / unit;
}

CanaryBlob blob_of(const CanaryColumn& column, CanarySerial serial) {
    // No text: a zero byte, and what is no UTF-8.
    std::string bytes{'\0', '\xff'};
    return {bytes + text_of(column, serial)};
}

CanaryValue anything_of(const CanaryColumn& column, CanarySerial serial) {
    switch (serial.slot % 8) {
        case 3:
            return decimal_of(column, serial, false);
        case 4:
            return canary_key(column.salt, serial);
        case 5:
            return blob_of(column, serial);
        default:
            return text_of(column, serial);
    }
}

CanaryValue text_in_form(const CanaryColumn& column, CanaryForm form, CanarySerial serial) {
    switch (form) {
        case CanaryForm::long_text:
            return long_text_of(column, serial);
        case CanaryForm::leading_zeros:
            return zeros_of(column, serial);
        case CanaryForm::empty_text:
            return std::string();
        default:
            return text_of(column, serial);
    }
}

}  // namespace

std::string canary_date(const CanaryColumn& column, CanarySerial serial) {
    const unsigned day = serial.number() + 40 * column.position;
    return fmt::format("{:04}-{:02}-{:02}", 2001 + day / 336 % 90, 1 + day / 28 % 12, 1 + day % 28);
}

std::string canary_time(const CanaryColumn& column, CanarySerial serial) {
    const unsigned number = serial.number();
    return fmt::format("{:02}:{:02}:{:02}", 1 + number % 22, 1 + column.position % 59,
                       1 + number / 22 % 59);
}

std::uint64_t canary_salt(const std::string& table, unsigned position) {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (const char c : table) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    return (hash % (1U << 18U)) << 8U | (position & 0xffU);
}

std::int64_t canary_key(std::uint64_t salt, CanarySerial serial) {
    // From the least: slot (8 bits), generation (6), column (8), table (18).
    const std::uint64_t slot = 13ULL * serial.slot + serial.slot % 3;
    const std::uint64_t generation = serial.generation;
    return static_cast<std::int64_t>((1ULL << 40U) + ((generation >> 6U) << 41U) + (salt << 14U) +
                                     ((generation & 0x3fU) << 8U) + slot);
}

CanaryValue CanaryColumn::value(CanaryForm form, CanarySerial serial) const {
    const bool is_modest = form == CanaryForm::modest;
    if (form == CanaryForm::null) return std::monostate{};
    switch (stores) {
        case Stores::integer:
            return is_modest ? modest_number(*this, serial) : canary_key(salt, serial);
        case Stores::small_integer:
            if (is_modest) return modest_number(*this, serial);
            return std::int64_t{1 + (serial.number() + 16 * position) % 120};
        case Stores::flag:
            return flag_of(*this, serial);
        case Stores::unix_time:
            return std::int64_t{1'700'000'000} + 604'800 * position + 3'601 * serial.number();
        case Stores::real:
        case Stores::decimal:
            return decimal_of(*this, serial, is_modest);
        case Stores::plain_text:
            return text_of(*this, serial);
        case Stores::email:
            if (form == CanaryForm::plain || is_modest) return email_of(*this, serial);
            return text_in_form(*this, form, serial);
        case Stores::date:
            return canary_date(*this, serial);
        case Stores::time:
            return canary_time(*this, serial);
        case Stores::date_time:
            return canary_date(*this, serial) + " " + canary_time(*this, serial);
        case Stores::json:
            return "{\"of\": \"" + origin + "\", \"number\": " + std::to_string(serial.number()) +
                   "}";
        case Stores::blob:
            return blob_of(*this, serial);
        case Stores::anything:
            return is_modest ? CanaryValue(text_of(*this, serial)) : anything_of(*this, serial);
        case Stores::text:
            break;
    }
    return text_in_form(*this, form, serial);
}

bool CanaryColumn::keeps(const CanaryValue& value) const {
    const auto* const text = std::get_if<std::string>(&value);
    if (text == nullptr || keeps_digits) return true;
    const bool is_digits = text->find_first_not_of("0123456789") == std::string::npos;
    return !is_digits || text->size() < 2 || text->front() != '0';
}

CanaryColumn canary_column(const std::string& table, unsigned position,
                           const ColumnDefinition& definition, bool is_strict) {
    CanaryColumn column;
    column.name = definition.name;
    column.origin = table + "." + definition.name;
    // A quote or a backslash would need care where it becomes JSON.
    std::erase_if(column.origin, [](char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    });
    column.stores = kind_of_column(definition, is_strict);
    column.not_null = definition.not_null;
    column.keeps_digits = keeps_texts(definition.type, is_strict);
    column.salt = canary_salt(table, position);
    column.position = position;
    const std::vector<unsigned> numbers = numbers_in(definition.type);
    if (column.stores == Stores::decimal && !numbers.empty()) {
        column.decimals = numbers.size() > 1 ? std::min(numbers[1], 4U) : 0;
        const unsigned scale = numbers.size() > 1 ? numbers[1] : 0;
        column.whole_digits = numbers[0] > scale ? numbers[0] - scale : 1;
    } else if (!numbers.empty() && contains_any(definition.type, {"char", "text", "clob"})) {
        column.most_characters = numbers[0];
    }
    return column;
}

}  // namespace kiln::tool
