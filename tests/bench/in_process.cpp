// What has no whole process to compare: reading, graph and baking of 10,000 revisions, without
// replay, against reading the bytes of the same files; and the graph alone.

#include "src/graph/graph.hpp"
#include "tests/support/realistic_revisions.hpp"
#include "tool/bake/bake.hpp"
#include "tool/project/owned_table.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/script_directory.hpp"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace kiln::tool;

std::string folder;  // from the environment: 10,000 revisions

/// What any program does that reads a folder: list it, sort, and read each file whole.
std::size_t read_plainly(const std::string& from) {
    std::vector<fs::path> paths;
    for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<std::string> texts;
    for (const fs::path& path : paths) {
        std::FILE* file = std::fopen(path.c_str(), "rb");
        if (file == nullptr) continue;
        std::string text(static_cast<std::size_t>(fs::file_size(path)), '\0');
        text.resize(std::fread(text.data(), 1, text.size(), file));
        std::fclose(file);
        texts.push_back(std::move(text));
    }
    std::size_t bytes = 0;
    for (const std::string& text : texts) bytes += text.size();
    return bytes;
}

void plain_reading_of_10000_files(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(read_plainly(folder));
}
BENCHMARK(plain_reading_of_10000_files)->Unit(benchmark::kMillisecond);

void read_graph_and_bake_10000(benchmark::State& state) {
    const std::vector<std::string> folders{folder};
    const std::vector<kiln::Dialect> dialects{kiln::Dialect::sqlite};
    for (auto _ : state) {
        ScriptDirectory read = read_script_directories(folders);
        std::vector<kiln::Diagnostic> diagnostics = std::move(read.diagnostics);
        const kiln::Graph graph = resolve_graph(read.files, diagnostics);
        if (!diagnostics.empty()) return state.SkipWithError("the files have faults");
        const OwnedTable table(read.files, graph, dialects);
        const BakeNames names{"bench", "bench/migrations.hpp"};
        benchmark::DoNotOptimize(bake_header(table.table(), names));
        benchmark::DoNotOptimize(bake_source(table.table(), names));
    }
}
BENCHMARK(read_graph_and_bake_10000)->Unit(benchmark::kMillisecond);

/// A chain; with `merge_every`, one revision of so many stands beside the one before it, and the
/// next merges the two.
std::vector<kiln::GraphNode> chain(std::size_t count, std::size_t merge_every) {
    std::vector<kiln::GraphNode> nodes;
    std::vector<std::string> heads;
    for (std::size_t i = 0; i < count; ++i) {
        kiln::GraphNode node;
        node.revision = fmt::format("{:012x}", (i + 1) * 0x9E3779B97F4AULL % 0xFFFFFFFFFFFFULL);
        if (merge_every != 0 && i % merge_every == merge_every - 2) {
            node.down_revisions = nodes[i - 1].down_revisions;
        } else {
            node.down_revisions = std::exchange(heads, {});
        }
        heads.push_back(node.revision);
        nodes.push_back(std::move(node));
    }
    return nodes;
}

void graph_of_10000(benchmark::State& state) {
    const auto nodes = chain(10'000, static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const kiln::Graph graph = kiln::build_graph(nodes);
        if (!graph.faults.empty()) return state.SkipWithError("the graph has faults");
        benchmark::DoNotOptimize(graph.order.data());
    }
}
BENCHMARK(graph_of_10000)->Arg(0)->Arg(20)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
    if (const char* from = std::getenv("KILN_BENCH_FOLDER")) folder = from;
    benchmark::Initialize(&argc, argv);
    if (!fs::is_directory(folder)) {
        std::fprintf(stderr, "set KILN_BENCH_FOLDER to a folder of 10,000 revisions\n");
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
