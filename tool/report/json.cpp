#include "tool/report/json.hpp"

#include "tool/report/escape.hpp"

#include <fmt/format.h>

namespace kiln::tool {

std::string Json::quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : valid_utf8(text)) {
        constexpr std::string_view named = "\"\\\b\t\n\f\r";
        const std::size_t name = named.find(c);
        if (name != std::string_view::npos) {
            out += '\\';
            out += "\"\\btnfr"[name];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

Json Json::null() {
    Json null;
    null.word_ = "null";
    return null;
}

Json Json::array(std::vector<Json> items) {
    Json array;
    array.kind_ = Kind::array;
    array.items_ = std::move(items);
    return array;
}

Json Json::object(std::vector<Member> members) {
    Json object;
    object.kind_ = Kind::object;
    for (auto& [key, value] : members) object.add(key, std::move(value));
    return object;
}

void Json::add(std::string_view key, Json value) {
    keys_.push_back(quoted(key));
    items_.push_back(std::move(value));
}

void Json::append(std::string& out, std::size_t indent) const {
    if (kind_ == Kind::word) {
        out += word_;
        return;
    }
    const bool is_array = kind_ == Kind::array;
    out += is_array ? '[' : '{';
    for (std::size_t i = 0; i < items_.size(); ++i) {
        out += i == 0 ? "\n" : ",\n";
        out.append(indent + 2, ' ');
        if (!is_array) out += keys_[i] + ": ";
        items_[i].append(out, indent + 2);
    }
    if (!items_.empty()) {
        out += '\n';
        out.append(indent, ' ');
    }
    out += is_array ? ']' : '}';
}

void Json::append_packed(std::string& out) const {
    if (kind_ == Kind::word) {
        out += word_;
        return;
    }
    const bool is_array = kind_ == Kind::array;
    out += is_array ? '[' : '{';
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (i > 0) out += ',';
        if (!is_array) out += keys_[i] + ':';
        items_[i].append_packed(out);
    }
    out += is_array ? ']' : '}';
}

// Only strings hold `<`, which could begin a tag or a comment.
std::string Json::packed() const {
    std::string words;
    append_packed(words);
    std::string out;
    for (const char c : escape_json(words)) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

std::string Json::text() const {
    std::string out;
    append(out, 0);
    return escape_json(out) + "\n";
}

}  // namespace kiln::tool
