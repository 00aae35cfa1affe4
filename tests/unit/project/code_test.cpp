// Revision files in C++: what is read of them, and what counts in their checksum.

#include "tool/project/checksum.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/script_directory.hpp"

#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

constexpr std::string_view top = "// revision: 3f2a\n// down_revision: none\n// message: hash\n\n";
constexpr std::string_view up =
    "template <>\nvoid kiln::revision<\"3f2a\">::upgrade(kiln::Operations& op) {}\n";
constexpr std::string_view down =
    "template <> void kiln::revision<\"3f2a\">::downgrade(kiln::Operations& op) {}\n";

struct ParsedCode {
    RevisionFile file;
    /// `K138 1:14 message` of each, in lines.
    std::string faults;
};

ParsedCode parse_code(std::string_view text) {
    ParsedCode out;
    std::vector<Diagnostic> found;
    out.file = parse_revision_file("m/3f2a.cpp", text, found);
    for (const Diagnostic& each : found) {
        out.faults += to_string(each.code) + " " + std::to_string(each.location.line) + ":" +
                      std::to_string(each.location.column) + " " + each.message + "\n";
    }
    return out;
}

std::string with_header(std::string_view code) { return std::string(top) + std::string(code); }

std::string sum(std::string_view code) {
    return code_checksum("3f2a", {}, {}, parse_code(with_header(code)).file.code);
}

TEST(CodeFile, has_no_header_behind_the_marks_of_SQL) {
    EXPECT_EQ(parse_code("-- revision: 3f2a\n-- down_revision: none\n\n" + std::string(up)).faults,
              "K110 1:1 missing header keys 'revision' and 'down_revision'\n");
}

TEST(CodeFile, has_its_header_and_its_functions) {
    const ParsedCode parsed =
        parse_code("// Copyright\n\n" + with_header(std::string(up) + std::string(down)));
    EXPECT_EQ(parsed.faults, "");
    EXPECT_TRUE(parsed.file.is_code);
    EXPECT_EQ(parsed.file.revision.text, "3f2a");
    EXPECT_EQ(parsed.file.revision.line, 3u);
    EXPECT_EQ(parsed.file.revision.column, 14u);
    EXPECT_EQ(parsed.file.message, "hash");
    EXPECT_EQ(parsed.file.header,
              "// Copyright\n\n// revision: 3f2a\n// down_revision: none\n// message: hash\n");
    ASSERT_EQ(parsed.file.sections.size(), 2u);
    EXPECT_EQ(parsed.file.sections[0].line, 8u);
    EXPECT_EQ(parsed.file.sections[0].marker,
              "void kiln::revision<\"3f2a\">::upgrade(kiln::Operations& op) {}");
    for (const Dialect dialect : {Dialect::sqlite, Dialect::postgresql, Dialect::mysql}) {
        EXPECT_NE(parsed.file.section(Direction::upgrade, dialect), nullptr);
        EXPECT_NE(parsed.file.section(Direction::downgrade, dialect), nullptr);
    }
}

TEST(CodeFile, without_a_downgrade_is_irreversible) {
    EXPECT_EQ(parse_code(with_header(up)).file.section(Direction::downgrade, Dialect::sqlite),
              nullptr);
}

TEST(CodeFile, functions_are_found_however_they_are_written) {
    for (const std::string_view text : {
             "namespace kiln { template <> void revision<\"3f2a\">::upgrade(Operations&) {} }",
             "template<>void ::kiln::revision<\"3f2a\">::upgrade(::kiln::Operations&op)\n{\n}",
             "template <>\nvoid\nkiln\n::\nrevision /* a */ < \"3f2a\" > // "
             "b\n::upgrade\n(kiln::Operations& op) try {} catch (...) {}",
             "template <> void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&);\n"
             "template <> void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) {}",
             "template <> auto kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) -> void {}",
             "const char* s = \"// \\\" /*\"; const char* r = R\"x(\" */ )x\"; char q = '\"';\n"
             "int n = 1'000'000;\n"
             "template <> void kiln::revi\\\nsion<\"3f2a\">::upgrade(kiln::Operations&) {}",
         }) {
        const ParsedCode parsed = parse_code(with_header(text));
        EXPECT_EQ(parsed.faults, "") << text;
        EXPECT_EQ(parsed.file.sections.size(), 1u) << text;
    }
}

TEST(CodeFile, what_only_looks_like_a_function_is_none) {
    for (const std::string_view text : {
             "",
             "// template <> void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) {}",
             "const char* s = R\"(void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) {})\";",
             "#if 0\nvoid kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) {}\n#endif\n",
             "void f(kiln::Operations& op) { kiln::revision<\"3f2a\">::upgrade(op); }",
             "template <> void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&);",
             "#define UP void kiln::revision<\"3f2a\">::upgrade(kiln::Operations&) {}\n",
             "template <> void kiln::revision<\"3f2a\">::upgrades(kiln::Operations&) {}",
         }) {
        EXPECT_EQ(parse_code(with_header(text)).faults,
                  "K138 1:14 no function 'upgrade' for revision '3f2a'\n")
            << text;
    }
    EXPECT_EQ(
        parse_code(with_header("#if 0\n#if 1\n#endif\n#else\n" + std::string(up) + "#endif\n"))
            .faults,
        "");
}

TEST(CodeFile, functions_of_another_id_or_twice_are_faults) {
    EXPECT_EQ(
        parse_code(with_header("void kiln::revision<\"3f2b\">::upgrade(kiln::Operations&) {}"))
            .faults,
        "K139 5:22 a function for '3f2b' in the file of revision '3f2a'\n");
    EXPECT_EQ(parse_code(with_header(std::string(up) +
                                     "void kiln::revision<\"x\">::downgrade(kiln::Operations&) {}"))
                  .faults,
              "K139 7:22 a function for 'x' in the file of revision '3f2a'\n");
    EXPECT_EQ(parse_code(with_header(std::string(up) + std::string(up))).faults,
              "K140 8:12 repeated function 'upgrade'\n");
}

TEST(CodeFile, needs_a_header) {
    EXPECT_EQ(parse_code(up).faults.substr(0, 5), "K110 ");
    EXPECT_EQ(parse_code("").faults,
              "K110 1:1 empty file: missing header keys 'revision' and 'down_revision'\n");
    std::vector<Diagnostic> found;
    parse_revision_file("m/a.cpp", "// revison: a\n// down_revision: none\n", found);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].code, Code::unknown_key);
    EXPECT_EQ(found[0].source_line, "// revison: a");
    parse_revision_file("m/a.cpp", "#include <x>\n", found);
    EXPECT_EQ(
        found.back().hint,
        "begin the file with the lines '// revision: <id>' and '// down_revision: <id or none>'");
}

TEST(CodeFile, comments_of_the_body_are_no_keys) {
    EXPECT_EQ(parse_code(with_header(std::string(up) + "// message: a comment\n")).faults, "");
}

TEST(CodeFile, an_allow_holds_for_the_file_and_other_markers_say_nothing) {
    const ParsedCode parsed = parse_code(
        with_header("// kiln:allow K612: all of them\n" + std::string(up) + std::string(down)));
    EXPECT_EQ(parsed.faults, "");
    for (const Section& section : parsed.file.sections) {
        ASSERT_EQ(section.allows.size(), 1u);
        EXPECT_EQ(section.allows[0].reason, "all of them");
        EXPECT_EQ(section.allows[0].line, 5u);
    }
    EXPECT_EQ(parse_code(with_header(std::string(up) + "// kiln:upgrade\n")).faults,
              "K141 7:1 this marker says nothing here\n");
    EXPECT_EQ(parse_code(with_header(std::string(up) + "  // kiln:allow K612: x\n")).faults,
              "K141 7:3 this marker says nothing here\n");
    EXPECT_EQ(parse_code(with_header(std::string(up) + "// kiln:allow K612\n")).faults.substr(0, 9),
              "K332 7:1 ");
}

TEST(CodeFile, unterminated_text_is_told_where_it_begins) {
    EXPECT_EQ(parse_code(with_header("/* a\n" + std::string(up))).faults,
              "K132 5:1 unterminated block comment\n");
    EXPECT_EQ(parse_code(with_header("const char* s = \"a;\n" + std::string(up))).faults,
              "K130 5:17 unterminated string\n");
    EXPECT_EQ(parse_code(with_header("auto s = R\"x(a)\";\n" + std::string(up))).faults,
              "K130 5:10 unterminated string\n");
}

TEST(CodeChecksum, covers_the_tokens_and_nothing_else) {
    const std::string plain = sum("int f(int a) { return a << 1; } // x\n#define A 1\nint b;");
    EXPECT_EQ(plain, sum("int f( int a )\n{ return a<<1; }\n/* y */\n# define A   1\nint b ;\n"));
    EXPECT_EQ(plain, sum("int f(int a) {\r\n return a \\\n<< 1; } \n#define A \\\n 1\nint b;"));
    EXPECT_NE(plain, sum("int f(int a) { return a < < 1; }\n#define A 1\nint b;"));
    EXPECT_NE(plain, sum("int f(int a) { return a << 2; }\n#define A 1\nint b;"));
    EXPECT_NE(plain, sum("int f(int a) { return a << 1; }\n#define A 1 int b;"));
    EXPECT_NE(sum("const char* s = \"a b\";"), sum("const char* s = \"a  b\";"));
    EXPECT_NE(sum("const char* s = R\"(a\n)\";"), sum("const char* s = R\"(a)\";"));
    EXPECT_NE(sum(up), sum(std::string(up) + std::string(down)));
    const auto of = [](std::string_view text) {
        return code_checksum("3f2a", {}, {}, parse_code(text).file.code);
    };
    EXPECT_EQ(of(with_header(up)),
              of("// revision: 3f2a\n// down_revision: none\n" + std::string(up)));
}

class CodeFolder : public ::testing::Test {
protected:
    void write(const std::string& name, std::string_view text) const {
        std::ofstream(folder.path() / name) << text;
    }
    ScriptDirectory read() const {
        const std::vector<std::string> folders{folder.path().string()};
        return read_script_directories(folders);
    }
    TemporaryDirectory folder;
};

TEST_F(CodeFolder, has_files_in_both_languages_and_fixtures_beside_those_in_cpp) {
    write("a.sql", "-- revision: a\n-- down_revision: none\n\n-- kiln:upgrade\n");
    write("3f2a.cpp", with_header(up));
    write("3f2a.sql", "-- revision: 3f2a\n\n-- kiln:fixture\nINSERT INTO t VALUES (1);\n");
    write("helper.hpp", "int x;");
    const ScriptDirectory found = read();
    ASSERT_TRUE(found.diagnostics.empty()) << found.diagnostics[0].message;
    ASSERT_EQ(found.files.size(), 2u);
    const RevisionFile& code = found.files[0];
    ASSERT_NE(code.fixture(Dialect::sqlite), nullptr);
    EXPECT_EQ(code.path_of(*code.fixture(Dialect::sqlite)), folder / "3f2a.sql");
    EXPECT_EQ(code.fixture(Dialect::sqlite)->sql, "INSERT INTO t VALUES (1);");
}

TEST_F(CodeFolder, fixtures_alone_and_capitals_are_faults) {
    write("b.sql", "-- revision: b\n\n-- kiln:fixture\nINSERT INTO t VALUES (1);\n");
    write("c.CPP", with_header(up));
    const ScriptDirectory found = read();
    ASSERT_EQ(found.diagnostics.size(), 2u);
    EXPECT_EQ(found.diagnostics[0].code, Code::unusable_file_name);
    EXPECT_EQ(found.diagnostics[1].code, Code::fixture_without_code);
}

}  // namespace
}  // namespace kiln::tool
