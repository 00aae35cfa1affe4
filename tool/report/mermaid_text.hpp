#pragma once

#include <string>
#include <string_view>

namespace kiln::tool {

/// Text as it may stand between double quotes in Mermaid's diagrams. As entity codes goes all that
/// Mermaid could read as its own, as Markdown (`1.` and `-` begin a list, `_` a word that leans),
/// as HTML or as a directive, which it looks for even in a string. What `also` holds stays behind a
/// letter.
std::string mermaid_text(std::string_view text, std::string_view also = {});

}  // namespace kiln::tool
