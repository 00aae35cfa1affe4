#include "tool/replay/canary_candidate.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "tool/replay/canary_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

using CandidateKind = CanaryCandidate::Kind;
using Stores = CanaryColumn::Stores;

/// `size` letters from `first` on, of which the last count the rows; a few where it is 0.
std::string letters(char first, std::int64_t size, unsigned number) {
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>(first + static_cast<int>(number % 26)));
        number /= 26;
    } while (number > 0);
    const auto wanted = static_cast<std::size_t>(size == 0 ? 6 : size);
    if (text.size() > wanted) return text.substr(text.size() - wanted);
    return std::string(wanted - text.size(), static_cast<char>(first + 10)) + text;
}

std::string digit_text(std::int64_t size, unsigned number) {
    const std::string text = std::to_string(number);
    const auto wanted = static_cast<std::size_t>(size == 0 ? 6 : size);
    if (text.size() > wanted) return text.substr(text.size() - wanted);
    return std::string(wanted - text.size(), '4') + text;
}

bool is_number(const Token& token) {
    return token.kind == SqlToken::Kind::word && !token.text.empty() &&
           ((token.text.front() >= '0' && token.text.front() <= '9') || token.text.front() == '.');
}

/// What a column may hold by its type, for texts that another database's types are kept in too.
struct Classes {
    bool integers = false;
    bool reals = false;
    bool texts = false;
    bool blobs = false;
};

Classes classes_of(Stores stores) {
    switch (stores) {
        case Stores::integer:
        case Stores::small_integer:
        case Stores::flag:
        case Stores::unix_time:
            return {.integers = true};
        case Stores::real:
        case Stores::decimal:
            return {.integers = true, .reals = true};
        case Stores::blob:
            return {.blobs = true};
        case Stores::anything:
        case Stores::plain_text:
            return {true, true, true, true};
        default:
            return {.texts = true};
    }
}

class CandidateList {
public:
    CandidateList(const CanaryTable& table, std::size_t column)
        : table_(table), column_(column), may_be_(classes_of(table.columns[column].stores)) {}

    std::vector<CanaryCandidate> make() {
        bool has_checks = false;
        for (const CanaryCheck& check : table_.checks) {
            if (std::find(check.columns.begin(), check.columns.end(), column_) ==
                check.columns.end()) {
                continue;
            }
            has_checks = true;
            read(tokens_of(check.sql));
        }
        if (has_checks) add_usual();
        return std::move(list_);
    }

private:
    void add(CandidateKind kind, std::int64_t number = 0) {
        list_.push_back({.kind = kind, .constant = {}, .number = number, .text = {}});
    }

    void add_constant(CanaryValue value) {
        list_.push_back(
            {.kind = CandidateKind::constant, .constant = std::move(value), .text = {}});
    }

    void add_text(const std::string& text) {
        if (may_be_.texts) add_constant(text);
        if (may_be_.blobs && !may_be_.texts) add_constant(CanaryBlob{text});
    }

    void add_number(std::int64_t number) {
        if (may_be_.integers) add_constant(number);
        if (may_be_.texts && !may_be_.integers) add_constant(std::to_string(number));
    }

    void add_pattern(const std::string& glob, std::int64_t size = 0) {
        if (!may_be_.texts) return;
        list_.push_back(
            {.kind = CandidateKind::pattern, .constant = {}, .number = size, .text = glob});
    }

    void read(const std::vector<Token>& tokens) {
        // In two rounds: first the very values, which lists and comparisons mean.
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            if (tokens[at].kind == SqlToken::Kind::string) read_string(tokens, at);
            if (is_number(tokens[at])) read_number(tokens, at, false);
        }
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            if (is_number(tokens[at])) read_number(tokens, at, true);
        }
        // A pattern, and a length besides.
        for (const std::string& glob : std::exchange(globs_, {})) {
            for (const std::int64_t size : std::as_const(sizes_)) add_pattern(glob, size);
        }
        sizes_.clear();
    }

    void read_string(const std::vector<Token>& tokens, std::size_t at) {
        const std::string text = unquoted(tokens[at].text);
        if (at > 1 && tokens[at - 1].text == "(" && is(tokens[at - 2], "strftime")) {
            return add_pattern(glob_of_time_format(text));
        }
        const bool is_glob = at > 0 && is(tokens[at - 1], "glob");
        if (!is_glob && (at == 0 || !is(tokens[at - 1], "like"))) return add_text(text);
        globs_.push_back(is_glob ? text : glob_of_like(text));
        if (may_be_.texts) {
            // '[0-9][0-9]:[0-9][0-9]' means these rather than 00:01.
            for (const CandidateKind kind :
                 {CandidateKind::date, CandidateKind::date_time, CandidateKind::time}) {
                add(kind);
            }
        }
        add_pattern(globs_.back());
    }

    void read_number(const std::vector<Token>& tokens, std::size_t at, bool neighbours) {
        const std::string text(tokens[at].text);
        const bool is_negative = at > 0 && tokens[at - 1].text == "-";
        if (text.find_first_of(".eE") != std::string::npos && text.compare(0, 2, "0x") != 0) {
            return read_real(std::strtod(text.c_str(), nullptr) * (is_negative ? -1 : 1),
                             neighbours);
        }
        std::int64_t number = std::strtoll(text.c_str(), nullptr, 0);
        if (is_negative) number = -number;
        if (!neighbours) return add_number(number);
        if (number > 1'000'000'000'000'000 || number < -1'000'000'000'000'000) return;
        if (may_be_.integers) {
            add(CandidateKind::above, number);
            add(CandidateKind::below, number);
            for (const std::int64_t factor : {2, 3, 4, 5}) add_number(number * factor);
            add_number(number / 2);
        }
        for (const std::int64_t step : {1, 2, 3}) {
            add_number(number + step);
            add_number(number - step);
        }
        if (may_be_.reals) add_constant(static_cast<double>(number) + 0.5);
        constexpr std::int64_t longest = 100'000;
        if (number > 0 && number <= longest) add_of_size(number);
    }

    void add_of_size(std::int64_t size) {
        sizes_.push_back(size);
        for (const std::int64_t near : {size, size + 1, size - 1}) {
            if (near < 1) continue;
            if (may_be_.texts) {
                add(CandidateKind::lower, near);
                add(CandidateKind::digits, near);
                add(CandidateKind::upper, near);
            }
            if (may_be_.blobs) add(CandidateKind::bytes, near);
        }
    }

    void read_real(double number, bool neighbours) {
        if (!may_be_.reals) return;
        if (!neighbours) return add_constant(number);
        for (const double near : {0.25, -0.25}) add_constant(number + near);
    }

    void add_usual() {
        if (may_be_.texts) {
            for (const CandidateKind kind :
                 {CandidateKind::lower, CandidateKind::upper, CandidateKind::digits,
                  CandidateKind::date, CandidateKind::date_time, CandidateKind::time,
                  CandidateKind::json}) {
                add(kind);
            }
            for (const char* const glob :
                 {"*@example.org", "https://example.org/*", "/*", "+4930*", "#aabbc[0-9a-f]",
                  "[0-9]", "[A-Z][A-Z]", "01234567-89ab-4def-8123-456789ab[0-9a-f][0-9a-f]"}) {
                add_pattern(glob);
            }
            for (const char* const text : {"[]", "{}", "a", "A", "0", "1", "1.5", "true"}) {
                add_text(text);
            }
        }
        if (may_be_.integers) {
            for (const std::int64_t number : {0, 1, 2, 3, 10, 100, 1000, -1}) add_number(number);
            add(CandidateKind::above, 1'700'000'000);
        }
        if (may_be_.reals) {
            for (const double number : {0.5, 1.5, 10.5, -0.5}) add_constant(number);
        }
        if (may_be_.blobs) add(CandidateKind::bytes, 16);
    }

    const CanaryTable& table_;
    std::size_t column_;
    Classes may_be_;
    std::vector<CanaryCandidate> list_;
    // Of the check that is read.
    std::vector<std::string> globs_;
    std::vector<std::int64_t> sizes_;
};

}  // namespace

CanaryValue value_of(const CanaryCandidate& candidate, const CanaryColumn& column,
                     CanarySerial serial) {
    const unsigned number = serial.number();
    const std::int64_t size = candidate.number;
    switch (candidate.kind) {
        case CandidateKind::form:
            return column.value(candidate.form, serial);
        case CandidateKind::constant:
            return candidate.constant;
        case CandidateKind::above:
            return size + 1 + number;
        case CandidateKind::below:
            return size - 1 - number;
        case CandidateKind::pattern:
            return text_matching(candidate.text, number, static_cast<std::size_t>(size));
        case CandidateKind::lower:
            return letters('a', size, number);
        case CandidateKind::upper:
            return letters('A', size, number);
        case CandidateKind::digits:
            return digit_text(size, number);
        case CandidateKind::bytes:
            return CanaryBlob{letters('a', size, number)};
        case CandidateKind::date:
            return canary_date(column, serial);
        case CandidateKind::date_time:
            return canary_date(column, serial) + " " + canary_time(column, serial);
        case CandidateKind::time:
            return canary_time(column, serial);
        case CandidateKind::json:
            return "{\"number\": " + std::to_string(number) + "}";
    }
    return std::monostate{};
}

std::vector<CanaryCandidate> usual_candidates() {
    std::vector<CanaryCandidate> list;
    for (const CanaryForm form : {CanaryForm::plain, CanaryForm::modest, CanaryForm::long_text,
                                  CanaryForm::leading_zeros, CanaryForm::empty_text}) {
        list.push_back({.form = form, .constant = {}, .text = {}});
    }
    return list;
}

std::vector<CanaryCandidate> further_candidates(const CanaryTable& table, std::size_t column) {
    return CandidateList(table, column).make();
}

}  // namespace kiln::tool
