#pragma once
// Chains of revisions as a build checks them, with a cache and without.

#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/replay/packing.hpp"
#include "tool/rules/build_replay.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

struct Revision {
    std::string id;
    std::string sections;
};

/// In every place of seven there is a branch, and behind it a merge.
inline std::string parents_at(const std::vector<Revision>& chain, std::size_t place) {
    if (place == 0) return "none";
    if (place % 7 == 3) return chain[place - 2].id;
    if (place % 7 == 4) return chain[place - 1].id + ", " + chain[place - 2].id;
    return chain[place - 1].id;
}

struct CheckedChain {
    std::string all;  ///< diagnostics and what the revisions make
    std::vector<std::string> messages;
    std::size_t tried = 0;  ///< revisions
    std::size_t held = 0;   ///< rehearsals of these
};

inline constexpr CheckpointWorth everywhere{std::chrono::milliseconds(0), 0};

inline CheckedChain found_in(const std::vector<Revision>& chain, ReplayOptions options,
                             const std::string& cache, CheckpointWorth worth = everywhere) {
    std::vector<RevisionFile> files;
    std::vector<Diagnostic> faults;
    for (std::size_t i = 0; i < chain.size(); ++i) {
        files.push_back(parse_revision_file("m/" + chain[i].id + ".sql",
                                            "-- revision: " + chain[i].id + "\n-- down_revision: " +
                                                parents_at(chain, i) + "\n\n" + chain[i].sections,
                                            faults));
    }
    const Graph graph = resolve_graph(files, faults);
    for (const Diagnostic& fault : faults) ADD_FAILURE() << fault.message;
    CheckedChain found;
    options.cache = cache;
    options.worth = worth;
    options.progress = [&](auto...) { ++found.tried; };
    ReplayEnd end;
    Packer out;
    for (const Diagnostic& each : replay(files, graph, options, &end)) {
        out.diagnostic(each);
        found.messages.push_back(each.location.file + ":" + std::to_string(each.location.line) +
                                 ": " + each.message);
    }
    found.held = end.rehearsals;
    out.text(end.snapshot);
    for (const TableHistory& history : end.tables) {
        out.text(history.table);
        for (const TableVersion& version : history.versions) {
            out.number(version.position);
            out.number(version.fingerprint);
        }
    }
    for (const auto& [table, objects] : end.schema.groups) {
        out.text(table);
        for (const SchemaObject& object : objects) {
            out.text(object.name + "\n" + object.sql + "\n" + std::to_string(object.row));
        }
    }
    found.all = out.take();
    return found;
}

inline ReplayOptions all_checks() {
    ReplayOptions options;
    options.snapshot = true;
    options.fingerprints = true;
    return options;
}

}  // namespace kiln::tool
