#include "tool/report/described.hpp"

namespace kiln::tool {

std::string DescribedOption::value() const {
    std::string text;
    for (const std::string& choice : choices) text += (text.empty() ? "" : "|") + choice;
    return text.empty() ? type : text;
}

Offered offered_for(const DescribedOption& option) {
    const std::string_view word = option.is_argument ? option.names.front() : option.type;
    if (word == "FILE") return Offered::files;
    if (word == "DIRECTORY" || word == "directory" || word == "directories" || word == "folder") {
        return Offered::folders;
    }
    if (word == "REVISION" || word == "revision" || word == "revisions") return Offered::revisions;
    return Offered::nothing;
}

}  // namespace kiln::tool
