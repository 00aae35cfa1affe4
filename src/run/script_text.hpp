#pragma once

#include <kiln/text.hpp>

#include <string>
#include <string_view>

namespace kiln {

/// SQL in pieces as one text, followed by a NUL. One piece is used where it lies: literals end with
/// one.
class ScriptText {
public:
    explicit ScriptText(Range<Text> pieces) {
        if (pieces.size() == 1) {
            view_ = pieces[0];
            return;
        }
        for (const Text& piece : pieces) joined_.append(piece.data(), piece.size());
        view_ = joined_;
    }
    ScriptText(const ScriptText&) = delete;
    ScriptText& operator=(const ScriptText&) = delete;
    std::string_view view() const { return view_; }

private:
    std::string joined_;
    std::string_view view_;
};

}  // namespace kiln
