#pragma once
// A case of the rules about losses: revisions, and what the build finds in them. README.md says how
// one is written.

#include "tool/rules/build_replay.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <functional>
#include <istream>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

using Lines = std::vector<std::string>;

struct Expected {
    std::uint32_t line = 0;
    std::string code;
    std::string text;  ///< that the message holds
};

/// One revision of a case.
struct CasePart {
    std::string id;
    std::uint32_t first_line = 0;  ///< in the case, behind the title
    Lines lines;

    /// The file that it stands for; `shift` becomes the number of lines that come before its own.
    std::string file(const std::string& parent, std::uint32_t& shift) const;
};

struct Case {
    std::vector<CasePart> parts;
    std::vector<Expected> expected;

    Case() = default;
    /// A line before the first revision that is no comment is a failure of the test.
    explicit Case(std::istream& lines);
};

/// What says what the build would.
using Replayer =
    std::function<std::vector<Diagnostic>(std::span<const RevisionFile>, const Graph&)>;

/// What the build says of the revisions, each with its line in the case.
std::vector<Diagnostic> found_in(const Case& losses, const Replayer& replay);
std::vector<Diagnostic> found_in(const Case& losses, const ReplayOptions& options = {});

/// What was found and not expected, `+`, or expected and not found, `-`, when the revisions are
/// replayed as the build replays them.
Lines differences_in(const Case& losses, const Replayer& replay);
Lines differences_in(const Case& losses);

}  // namespace kiln::tool
