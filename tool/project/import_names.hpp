#pragma once
// What the names of other tools' files say.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// What a file's name says.
struct ForeignName {
    enum class Part : std::uint8_t { up, down, both };
    Part part = Part::both;
    std::string id;
    std::string message;
    /// In what order: numbers, or words where the tool compares words.
    std::vector<std::string> order;
};

/// In the order of numbers.
bool comes_before(const std::vector<std::string>& a, const std::vector<std::string>& b);

/// Of a name without `.sql`; empty where the tool takes it for none of its own.
/// `12_name`, of which the tool takes the number.
std::optional<ForeignName> numbered(std::string_view stem);
/// `12_name.up` and `12_name.down`.
std::optional<ForeignName> numbered_pair(std::string_view stem);
/// dbmate keeps the digits as they are, and goes by the files' names.
std::optional<ForeignName> dbmate_name(std::string_view stem);
/// `V1.1__name` and `U1.1__name`: numbers between dots or underscores, of which zeros at the end
/// count for nothing.
std::optional<ForeignName> flyway_name(std::string_view stem);
/// Of a folder: Diesel takes the dashes out, and compares texts.
ForeignName diesel_name(std::string_view folder);

/// Cuts the suffix off; false where there is none.
bool take_suffix(std::string_view& text, std::string_view suffix);

}  // namespace kiln::tool
