#pragma once
// Cases of tests/losses on a server.

#include "tests/losses/page.hpp"
#include "tool/replay/server_replay.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/server_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// What judges as the build does it.
inline Replayer judge_on(const TrialServer& server, const ServerReplayOptions& options = {}) {
    return [&server, options](std::span<const RevisionFile> files, const Graph& graph) {
        std::vector<Diagnostic> found = replay_on_server(files, graph, server, options);
        apply_rules_on_server(files, graph, server, options, found);
        return judge(std::move(found), files, {}, server.dialect());
    };
}

/// Each file in that folder of tests/losses is a case; `KILN_CASES` may say which.
inline void expect_cases(const char* folder, const TrialServer& server) {
    const char* const only = std::getenv("KILN_CASES");
    std::size_t cases = 0;
    const auto directory = std::filesystem::path(KILN_SERVER_LOSSES_DIRECTORY) / folder;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        const std::string name = entry.path().stem().string();
        if (only != nullptr && name.find(only) == std::string::npos) continue;
        SCOPED_TRACE(name);
        std::ifstream lines(entry.path(), std::ios::binary);
        EXPECT_THAT(differences_in(Case(lines), judge_on(server)), testing::IsEmpty());
        ++cases;
    }
    EXPECT_GT(cases, 0U);
}

}  // namespace kiln::tool
