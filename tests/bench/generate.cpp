// Writes a folder of revisions for the benchmarks.
//   generate realistic <count> <folder>     a mix of statements as real projects have it
//   generate bulk <count> <bytes> <folder>  rows of text, `bytes` of SQL a revision

#include "tests/support/realistic_revisions.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) throw fs::filesystem_error("cannot write", path, std::error_code());
}

void realistic(std::size_t count, const fs::path& folder) {
    for (const kiln::tool::RevisionFile& file : kiln::test::realistic_revisions(count)) {
        write(folder / fs::path(file.path).filename(), kiln::test::revision_text(file));
    }
}

void bulk(std::size_t count, std::size_t bytes, const fs::path& folder) {
    constexpr std::string_view words = "it\\'s \\\"a note\\\" of the \\ttenth of May?? ";
    for (std::size_t i = 0; i < count; ++i) {
        std::string sql = "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);";
        if (i != 0) {
            std::string body;
            while (body.size() < bytes) body += words;
            for (std::size_t at = 0; (at = body.find('\'', at)) != body.npos; at += 2) {
                body.insert(at, 1, '\'');
            }
            sql = fmt::format("INSERT INTO note (id, body) VALUES ({}, '{}');", i, body);
        }
        write(folder / fmt::format("{:06}.sql", i),
              fmt::format(
                  "-- revision: r{:06}\n-- down_revision: {}\n\n-- kiln:upgrade\n{}\n\n"
                  "-- kiln:downgrade\n{};\n",
                  i, i == 0 ? "none" : fmt::format("r{:06}", i - 1), sql,
                  i == 0 ? "DROP TABLE note" : fmt::format("DELETE FROM note WHERE id = {}", i)));
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 3) return 2;
    const fs::path folder = words.back();
    fs::remove_all(folder);
    fs::create_directories(folder);
    const std::size_t count = std::stoul(words[1]);
    if (words[0] == "bulk") {
        bulk(count, std::stoul(words[2]), folder);
    } else {
        realistic(count, folder);
    }
    return 0;
}
