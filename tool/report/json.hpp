#pragma once
// What is printed as JSON.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {

/// A value that JSON has a word for.
class Json {
public:
    using Member = std::pair<std::string_view, Json>;

    template <std::convertible_to<std::string_view> T>
    Json(const T& text) : word_(quoted(text)) {}
    Json(std::uint32_t number) : word_(std::to_string(number)) {}
    Json(std::same_as<bool> auto truth) : word_(truth ? "true" : "false") {}
    Json(const std::vector<std::string>& texts) : Json(array({texts.begin(), texts.end()})) {}

    static Json null();
    static Json array(std::vector<Json> items);
    /// Members keep their order.
    static Json object(std::vector<Member> members);
    /// To an object.
    void add(std::string_view key, Json value);

    /// Indented, with a line end, and fit for a terminal. Bytes that are not UTF-8 are replaced.
    std::string text() const;
    /// The same in one line without white space, and fit for a script element of HTML.
    std::string packed() const;

private:
    enum class Kind : std::uint8_t { word, array, object };

    Json() = default;
    static std::string quoted(std::string_view text);
    void append(std::string& out, std::size_t indent) const;
    void append_packed(std::string& out) const;

    Kind kind_ = Kind::word;
    std::string word_;
    std::vector<std::string> keys_;  ///< of an object, as words
    std::vector<Json> items_;
};

}  // namespace kiln::tool
