#pragma once
// Checks on a server that go on from where the last one came to.

#include "tests/losses/case.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/rules/server_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// With a cache of its own.
class CheckedAgain {
public:
    explicit CheckedAgain(const TrialServer& server) : server_(server) {}

    /// How many revisions were tried, -1 where the server was not asked.
    int tried() const { return tried_; }

    std::vector<std::string> check(const Case& revisions, bool from_cache = true,
                                   bool round_trip = true) {
        tried_ = -1;
        std::vector<std::string> told;
        const auto replay = [&](std::span<const RevisionFile> files, const Graph& graph) {
            ServerReplayOptions options;
            options.round_trip = round_trip;
            options.progress = [&](std::size_t, std::size_t count, std::string_view) {
                tried_ = static_cast<int>(count);
            };
            return check_on_server(files, graph, server_, options,
                                   from_cache ? folder_.path().string() : "");
        };
        for (const Diagnostic& each : found_in(revisions, replay)) {
            std::string text = each.location.file + ":" + std::to_string(each.location.line) + " " +
                               to_string(each.code) + " " + each.message;
            for (const Note& note : each.notes) text += " | " + note.message;
            told.push_back(std::move(text));
        }
        return told;
    }

    /// The same from the cache as without one.
    void expect_the_same(const Case& revisions, const std::string& what) {
        SCOPED_TRACE(what);
        const std::vector<std::string> anew = check(revisions, false);
        EXPECT_EQ(check(revisions), anew);
        EXPECT_EQ(check(revisions), anew);
    }

    const std::filesystem::path& folder() const { return folder_.path(); }

private:
    const TrialServer& server_;
    TemporaryDirectory folder_;
    int tried_ = -1;
};

inline Case read_case(const std::string& name) {
    std::ifstream lines(std::filesystem::path(KILN_SERVER_LOSSES_DIRECTORY) / name,
                        std::ios::binary);
    EXPECT_TRUE(lines) << name;
    return Case(lines);
}

/// With one revision more each time.
inline void expect_the_same_from_anywhere(const TrialServer& server, const std::string& name) {
    const Case whole = read_case(name);
    CheckedAgain checks(server);
    Case revisions;
    for (const CasePart& part : whole.parts) {
        checks.check(revisions);
        revisions.parts.push_back(part);
    }
    checks.expect_the_same(revisions, name);
}

}  // namespace kiln::tool
