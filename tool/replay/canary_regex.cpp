#include "tool/replay/canary_regex.hpp"

#include "tool/replay/canary_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view capital_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view all_digits = "0123456789";
constexpr std::string_view other_marks = "-_.@:/+ ";

std::string all_of(std::initializer_list<std::string_view> parts) {
    std::string all;
    for (const std::string_view part : parts) all += part;
    return all;
}

/// `alpha` of `[[:alpha:]]`
std::string members_of_class(std::string_view name) {
    if (name == "lower") return std::string(small_letters);
    if (name == "upper") return std::string(capital_letters);
    if (name == "digit") return std::string(all_digits);
    if (name == "alpha") return all_of({small_letters, capital_letters});
    if (name == "alnum" || name == "word")
        return all_of({small_letters, capital_letters, all_digits});
    if (name == "xdigit") return all_of({all_digits, "abcdefABCDEF"});
    if (name == "space" || name == "blank") return " ";
    if (name == "punct") return "-_.";
    return {};
}

std::string others_than(const std::string& listed) {
    std::string others;
    for (const char c : all_of({small_letters, all_digits, capital_letters, other_marks})) {
        if (listed.find(c) == std::string::npos) others += c;
    }
    return others;
}

/// A recursive descent over the expression. What it does not know ends it.
class RegexReader {
public:
    RegexReader(std::string_view regex, unsigned number) : regex_(regex), number_(number) {}

    std::optional<CanaryPlaces> read() {
        CanaryPlaces places = read_alternatives(0);
        if (is_unknown_ || at_ < regex_.size()) return std::nullopt;
        return places;
    }

private:
    bool ends() const { return is_unknown_ || at_ >= regex_.size(); }
    bool takes(std::string_view text) {
        if (!regex_.substr(std::min(at_, regex_.size())).starts_with(text)) return false;
        at_ += text.size();
        return true;
    }

    CanaryPlaces read_alternatives(int depth) {
        constexpr int most_groups = 50;
        if (depth > most_groups) is_unknown_ = true;
        std::vector<CanaryPlaces> alternatives;
        do {
            alternatives.push_back(read_sequence(depth));
        } while (!is_unknown_ && takes("|"));
        return std::move(alternatives[number_ % alternatives.size()]);
    }

    CanaryPlaces read_sequence(int depth) {
        CanaryPlaces places;
        while (!ends() && regex_[at_] != '|' && regex_[at_] != ')') {
            const CanaryPlaces atom = read_atom(depth);
            for (std::size_t count = read_count(); count > 0; --count) {
                places.insert(places.end(), atom.begin(), atom.end());
                if (places.size() > most_places) is_unknown_ = true;
                if (is_unknown_) return places;
            }
        }
        return places;
    }

    CanaryPlaces read_atom(int depth) {
        const char c = regex_[at_++];
        switch (c) {
            case '^':
            case '$':
                return {};
            case '.':
                return {std::string(small_letters)};
            case '[':
                return {read_class()};
            case '(': {
                if (!takes("?:") && takes("?")) is_unknown_ = true;
                CanaryPlaces group = read_alternatives(depth + 1);
                if (!takes(")")) is_unknown_ = true;
                return group;
            }
            case '\\':
                return read_escape();
            default:
                return {std::string(1, c)};
        }
    }

    CanaryPlaces read_escape() {
        if (ends()) return unknown();
        const char c = regex_[at_++];
        // Ends of texts and words.
        if (std::string_view("AZzmMyYbB").find(c) != std::string_view::npos) return {};
        if (std::string members = members_of_escape(c); !members.empty()) return {members};
        return unknown();
    }

    /// None for one that is not known.
    static std::string members_of_escape(char c) {
        switch (c) {
            case 'd':
                return std::string(all_digits);
            case 'w':
                return all_of({small_letters, capital_letters, all_digits, "_"});
            case 's':
                return " ";
            case 'D':
            case 'S':
                return std::string(small_letters);
            case 'W':
                return "-";
            default:
                break;
        }
        const bool is_mark =
            all_of({small_letters, capital_letters, all_digits}).find(c) == std::string::npos;
        return is_mark ? std::string(1, c) : std::string();
    }

    /// Behind its `[`.
    std::string read_class() {
        const bool is_negated = takes("^");
        std::string listed;
        for (bool is_first = true; !ends() && (is_first || regex_[at_] != ']'); is_first = false) {
            if (takes("[:")) {
                const std::size_t end = std::min(regex_.find(":]", at_), regex_.size());
                listed += members_of_class(regex_.substr(at_, end - at_));
                at_ = std::min(end + 2, regex_.size());
                continue;
            }
            if (regex_[at_] == '\\' && at_ + 1 < regex_.size()) {
                ++at_;
                listed += members_of_escape(regex_[at_++]);
                continue;
            }
            const char from = regex_[at_++];
            if (at_ + 1 < regex_.size() && regex_[at_] == '-' && regex_[at_ + 1] != ']') {
                const char to = regex_[at_ + 1];
                at_ += 2;
                for (int c = from; c <= to; ++c) listed += static_cast<char>(c);
            } else {
                listed += from;
            }
        }
        if (!takes("]")) is_unknown_ = true;
        return is_negated ? others_than(listed) : listed;
    }

    std::size_t read_count() {
        constexpr std::size_t usual = 4;  // room for numbers
        std::size_t count = 1;
        if (takes("*") || takes("+")) {
            count = usual;
        } else if (takes("?")) {
            count = 0;
        } else if (takes("{")) {
            const std::size_t least = read_number().value_or(0);
            std::size_t most = least;
            if (takes(",")) most = read_number().value_or(std::numeric_limits<std::size_t>::max());
            if (!takes("}") || most < least) is_unknown_ = true;
            count = is_unknown_ ? 0 : std::clamp(usual, least, most);
        }
        takes("?");  // as few as may be
        return count;
    }

    std::optional<std::size_t> read_number() {
        std::optional<std::size_t> number;
        while (!ends() && all_digits.find(regex_[at_]) != std::string_view::npos) {
            number = number.value_or(0) * 10 + static_cast<std::size_t>(regex_[at_++] - '0');
            if (*number > most_places) is_unknown_ = true;
        }
        return number;
    }

    CanaryPlaces unknown() {
        is_unknown_ = true;
        return {};
    }

    static constexpr std::size_t most_places = 10'000;
    std::string_view regex_;
    unsigned number_;
    std::size_t at_ = 0;
    bool is_unknown_ = false;
};

}  // namespace

std::optional<std::string> text_matching_regex(std::string_view regex, unsigned number) {
    const auto places = RegexReader(regex, number).read();
    if (!places) return std::nullopt;
    return text_of_places(*places, number);
}

}  // namespace kiln::tool
