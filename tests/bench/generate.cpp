// Writes a folder of revisions for the benchmarks.
//   generate realistic <count> <folder>     a mix of statements as real projects have it
//   generate bulk <count> <bytes> <folder>  rows of text, `bytes` of SQL a revision
//   generate wide <tables> <folder>         tables with a view and a trigger each, then two columns
//   each

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

void wide(std::size_t tables, const fs::path& folder) {
    for (std::size_t i = 0; i < 3 * tables; ++i) {
        const std::size_t t = i % tables;
        std::string up = fmt::format("ALTER TABLE t{} ADD COLUMN c{} TEXT;", t, i);
        std::string down = fmt::format("ALTER TABLE t{} DROP COLUMN c{};", t, i);
        if (i < tables) {
            up = fmt::format(
                "CREATE TABLE t{0} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER);\n"
                "CREATE VIEW v{0} AS SELECT id, name FROM t{0};\n"
                "CREATE TRIGGER g{0} AFTER INSERT ON t{0} BEGIN\n"
                "  UPDATE t{0} SET n = new.id WHERE id = new.id;\nEND;",
                t);
            down = fmt::format("DROP TRIGGER g{0};\nDROP VIEW v{0};\nDROP TABLE t{0};", t);
        }
        write(folder / fmt::format("{:06}.sql", i),
              fmt::format("-- revision: r{:06}\n-- down_revision: {}\n\n-- kiln:upgrade\n{}\n\n"
                          "-- kiln:downgrade\n{}\n",
                          i, i == 0 ? "none" : fmt::format("r{:06}", i - 1), up, down));
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
    } else if (words[0] == "wide") {
        wide(count, folder);
    } else {
        realistic(count, folder);
    }
    return 0;
}
