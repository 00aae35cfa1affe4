#include "tool/bake/bake.hpp"

#include "tests/support/fifo.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/bake/literal.hpp"
#include "tool/project/owned_table.hpp"
#include "tool/project/write_if_changed.hpp"

#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;
using kiln::Dialect;
using kiln::Direction;
using kiln::tool::bake_header;
using kiln::tool::bake_source;
using kiln::tool::BakeNames;
using kiln::tool::is_cpp_namespace;
using kiln::tool::OwnedTable;
using kiln::tool::RevisionFile;

const BakeNames names{"clinic::db", "clinic/db/migrations.hpp"};

RevisionFile file(std::string revision, std::vector<std::string> parents, std::string sql) {
    RevisionFile out;
    out.path = "migrations/" + revision + ".sql";
    out.revision.text = std::move(revision);
    for (std::string& parent : parents) out.down_revisions.push_back({std::move(parent), 2, 1});
    out.message = "message of " + out.revision.text;
    kiln::tool::Section upgrade;
    upgrade.direction = Direction::upgrade;
    upgrade.line = 4;
    upgrade.sql_line = 5;
    upgrade.sql = std::move(sql);
    out.sections.push_back(std::move(upgrade));
    return out;
}

/// The table of a linear chain in the order given.
class Chain {
public:
    explicit Chain(std::vector<RevisionFile> files) : files_(std::move(files)) {
        kiln::Graph graph;
        for (std::uint32_t i = 0; i < files_.size(); ++i) {
            graph.order.push_back(i);
            graph.down_revisions.push_back(i == 0 ? std::vector<std::uint32_t>{}
                                                  : std::vector<std::uint32_t>{i - 1});
            graph.depends_on.emplace_back();
        }
        const auto last = static_cast<std::uint32_t>(files_.size() - 1);
        graph.heads = graph.real_heads = {last};
        const Dialect dialects[] = {Dialect::sqlite};
        table_.emplace(files_, graph, dialects);
    }
    std::string header() const { return bake_header(table_->table(), names); }
    std::string source() const { return bake_source(table_->table(), names); }

private:
    std::vector<RevisionFile> files_;
    std::optional<OwnedTable> table_;
};

TEST(Bake, header_changes_with_the_graph_and_not_with_the_sql) {
    const Chain before({file("a", {}, "CREATE TABLE t(x)"), file("b", {"a"}, "SELECT 1")});
    const Chain sql({file("a", {}, "CREATE TABLE t(x, y)"), file("b", {"a"}, "")});
    const Chain graph({file("a", {}, "CREATE TABLE t(x)"), file("c", {"a"}, "SELECT 1")});
    EXPECT_EQ(before.header(), sql.header());
    EXPECT_NE(before.source(), sql.source());
    EXPECT_NE(before.header(), graph.header());
}

TEST(Bake, header_of_one_revision_has_no_empty_array) {
    const std::string header = Chain({file("a", {}, "")}).header();
    EXPECT_NE(header.find(R"({"a", 1, nullptr, 0, "message of a", 12},)"), std::string::npos)
        << header;
    EXPECT_NE(header.find("parents_come_first(revisions, {})"), std::string::npos);
    EXPECT_EQ(header.find("kiln_detail"), std::string::npos);
}

TEST(Bake, names_head_only_where_there_is_one) {
    EXPECT_NE(Chain({file("a", {}, "")}).header().find("Text head = {\"a\", 1};"),
              std::string::npos);
}

TEST(Bake, literals_cannot_be_broken_out_of) {
    std::string out;
    kiln::tool::append_literal(out,
                               "\"; system(\"x\"); \\ ?"
                               "?/ \x01"
                               "7 \xc3\xbc %s \r",
                               "  ");
    EXPECT_EQ(out, R"("\"; system(\"x\"); \\ \?\?/ \0017 \303\274 %s \015")");
}

TEST(Bake, a_byte_is_escaped_wherever_it_stands) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool plain = byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\' && c != '?';
        for (std::size_t place = 0; place < 20; ++place) {
            std::string text(20, 'x');
            text[place] = c;
            std::string out;
            kiln::tool::append_literal(out, text, "");
            const bool unchanged = out == "\"" + text + "\"";
            ASSERT_EQ(unchanged, plain) << "byte " << byte << " at " << place << ": " << out;
            ASSERT_TRUE(out.starts_with("\"" + std::string(place, 'x') + (plain ? "" : "\\")));
            ASSERT_TRUE(out.ends_with(std::string(19 - place, 'x') + "\""));
        }
    }
}

TEST(Bake, a_literal_has_one_line_of_source_for_each_line_of_text) {
    std::string out;
    kiln::tool::append_literal(out, "a\nb\n", "  ");
    EXPECT_EQ(out, "\"a\\n\"\n  \"b\\n\"");
}

TEST(Bake, a_long_line_is_cut_into_pieces_every_compiler_takes) {
    std::string out;
    kiln::tool::append_literal(out, std::string(60'000, '\xff'), "");
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < out.size();) {
        const std::size_t end = std::min(out.find('\n', begin), out.size());
        longest = std::max(longest, end - begin);
        begin = end + 1;
    }
    EXPECT_LE(longest, 16'380U);
}

TEST(Bake, text_is_cut_into_chunks_that_join_to_the_text) {
    const std::string text = std::string(60'000, 'a') + std::string(60'000, 'b') + "c";
    std::string joined;
    for (const std::string_view chunk : kiln::tool::chunks(text)) {
        EXPECT_LE(chunk.size(), 60'000U);
        joined += chunk;
    }
    EXPECT_EQ(joined, text);
    EXPECT_TRUE(kiln::tool::chunks("").empty());
}

TEST(Bake, a_namespace_is_one_that_a_compiler_takes) {
    for (const char* good : {"clinic", "clinic::db", "a::b::c_1", "_a"}) {
        EXPECT_TRUE(is_cpp_namespace(good)) << good;
    }
    for (const char* bad :
         {"", "::a", "a::", "a:b", "1a", "a::class", "a b", "a;", "__a", "kiln", "ü"}) {
        EXPECT_FALSE(is_cpp_namespace(bad)) << bad;
    }
}

/// A folder that is gone when the test is.
class WriteIfChanged : public testing::Test {
protected:
    std::string path(const char* name) const { return (folder_.path() / name).string(); }
    static std::string read(const std::string& path) {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

private:
    kiln::TemporaryDirectory folder_;
};

TEST_F(WriteIfChanged, leaves_a_file_with_this_content_alone) {
    const std::string file = path("sub/a.hpp");
    kiln::tool::write_if_changed(file, "content");
    fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(1));
    // As it is kept: GCC's library has whole seconds on Windows.
    const fs::file_time_type old = fs::last_write_time(file);
    kiln::tool::write_if_changed(file, "content");
    EXPECT_EQ(fs::last_write_time(file), old);
    kiln::tool::write_if_changed(file, "CONTENT");
    EXPECT_EQ(read(file), "CONTENT");
    EXPECT_FALSE(fs::exists(file + ".new"));
}

TEST_F(WriteIfChanged, says_why_it_cannot_write) {
    kiln::tool::write_if_changed(path("file"), "x");
    try {
        kiln::tool::write_if_changed(path("file/below"), "x");
        FAIL();
    } catch (const kiln::Error& error) {
        EXPECT_EQ(to_string(error.code()), "K516");
    }
}

TEST_F(WriteIfChanged, follows_no_link_that_stands_where_it_writes_aside) {
    kiln::tool::write_if_changed(path("victim"), "precious");
    fs::create_symlink("victim", path("a.hpp.new"));
    kiln::tool::write_if_changed(path("a.hpp"), "content");
    EXPECT_EQ(read(path("victim")), "precious");
    EXPECT_EQ(read(path("a.hpp")), "content");
    EXPECT_FALSE(fs::is_symlink(path("a.hpp")));
    fs::create_symlink("victim", path("stamp.new"));
    kiln::tool::touch(path("stamp"));
    EXPECT_EQ(read(path("victim")), "precious");
}

TEST_F(WriteIfChanged, writes_over_what_an_earlier_run_left_aside) {
    std::ofstream(path("a.hpp.new")) << "half";
    kiln::tool::write_if_changed(path("a.hpp"), "content");
    EXPECT_EQ(read(path("a.hpp")), "content");
    EXPECT_FALSE(fs::exists(path("a.hpp.new")));
}

TEST_F(WriteIfChanged, takes_the_place_of_a_file_only) {
    ASSERT_TRUE(kiln::make_fifo(path("fifo")));
    ASSERT_TRUE(kiln::make_fifo(path("a.new")));
    fs::create_directory(path("folder"));
    fs::create_symlink("fifo", path("link"));
    const auto message = [&](const auto& write, const char* name) -> std::string {
        try {
            write(path(name));
        } catch (const kiln::Error& error) {
            return to_string(error.code()) + " " + error.diagnostics()[0].message;
        }
        return "none";
    };
    const std::string refused = "K516 cannot write the file: what is there is not a regular file";
    const auto write = [](const std::string& name) { kiln::tool::write_if_changed(name, ""); };
    for (const char* name : {"fifo", "link", "a"}) EXPECT_EQ(message(write, name), refused) << name;
    EXPECT_EQ(message(write, "folder"), "K516 cannot write the file: a folder is in its place");
    EXPECT_EQ(message(kiln::tool::touch, "fifo"), refused);
    EXPECT_TRUE(fs::is_fifo(path("fifo")));
    EXPECT_TRUE(fs::is_fifo(path("a.new")));
}

}  // namespace
