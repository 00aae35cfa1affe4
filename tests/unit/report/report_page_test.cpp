#include "tool/report/report_page.hpp"

#include "tool/report/html_text.hpp"
#include "tool/report/packed_schemas.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::HasSubstr;
using testing::Not;

DescribedSchema table(const std::string& name, const std::vector<std::string>& columns) {
    DescribedTable table;
    table.name = name;
    for (const std::string& column : columns)
        table.columns.push_back({column, "TEXT", false, {}, 0});
    DescribedSchema schema;
    schema.tables.push_back(table);
    return schema;
}

ReportedRevision revision(const std::string& id, std::vector<std::uint32_t> down_revisions) {
    ReportedRevision revision;
    revision.revision = id;
    revision.down_revisions = std::move(down_revisions);
    return revision;
}

std::string page_of(const ReportedProject& project) {
    return report_page(
        project, [](std::string_view text) { return "sha256-" + std::to_string(text.size()); });
}

TEST(PackedSchemas, each_goes_on_from_another_one_and_holds_what_differs) {
    ReportedProject project;
    project.revisions = {revision("a", {}), revision("b", {0}), revision("c", {0}),
                         revision("d", {1, 2})};
    project.revisions[0].schema = {{}, {{"t", table("t", {"a", "b", "c"})}}};
    project.revisions[1].schema = {0, {{"t", table("t", {"a", "x", "b", "c"})}}};
    project.revisions[2].schema = {0, {{"t", table("t", {"a", "c"})}, {"u", table("u", {})}}};
    project.revisions[3].schema = {2, {{"t", table("t", {"a", "c"})}, {"u", {}}}};
    EXPECT_EQ(packed_schemas(project), R"([
[-1,[["t",0,0,["t","t"],["c","a","TEXT","",0,null],["c","b","TEXT","",0,null],["c","c","TEXT","",0,null]]]],
[0,[["t",2,0,["c","x","TEXT","",0,null]]]],
[0,[["t",2,1],["u",0,0,["t","u"]]]],
[2,[["u",0,1]]]
])");
}

TEST(PackedSchemas, one_that_is_not_known_is_null_and_others_go_past_it) {
    ReportedProject project;
    project.revisions = {revision("a", {}), revision("b", {0}), revision("c", {0})};
    project.revisions[0].schema = {{}, {{"t", table("t", {})}}};
    project.revisions[2].schema = {0, {}};
    EXPECT_EQ(packed_schemas(project), "[\n[-1,[[\"t\",0,0,[\"t\",\"t\"]]]],\nnull,\n[0,[]]\n]");
}

TEST(PackedSchemas, a_hundred_columns_of_one_table_cost_a_line_each) {
    ReportedProject project;
    std::vector<std::string> columns;
    for (std::uint32_t i = 0; i < 100; ++i) {
        columns.push_back("column_" + std::to_string(i));
        project.revisions.push_back(revision(std::to_string(i), {}));
        project.revisions.back().schema = {i == 0 ? std::nullopt : std::optional(i - 1),
                                           {{"t", table("t", columns)}}};
    }
    EXPECT_LT(packed_schemas(project).size(), 100U * 80U);
}

TEST(PackedSchemas, no_name_can_end_the_script_or_turn_text_around) {
    ReportedProject project;
    project.revisions = {revision("a", {})};
    project.revisions[0].schema = {{}, {{"t", table("</script><!--\xe2\x80\xae", {"\"\\"})}}};
    const std::string packed = packed_schemas(project);
    EXPECT_THAT(packed, HasSubstr(R"(["t","\u003c/script>\u003c!--\\u202e"],["c","\"\\",)"));
    EXPECT_THAT(packed, Not(HasSubstr("<")));
}

TEST(HtmlText, is_neither_markup_nor_an_attributes_end) {
    EXPECT_EQ(html_text("<a href=\"x\">&amp;\n"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;\\n");
    EXPECT_EQ(html_source("a\t<\n\x01 b"), "a\t&lt;\n\\x01 b");
}

TEST(ReportPage, says_of_each_revision_what_it_is) {
    ReportedProject project;
    project.title = "Shop";
    project.has_schemas = true;
    project.revisions = {revision("a1", {}), revision("b2", {0}), revision("c3", {0}),
                         revision("d4", {1, 2})};
    project.heads = {3};
    project.revisions[0].message = "begin";
    project.revisions[1].is_frozen = true;
    project.revisions[1].branch_labels = {"left"};
    project.revisions[2].is_irreversible = true;
    project.revisions[2].depends_on = {1};
    project.revisions[3].sources = {{"upgrade sqlite", 7, "SELECT 1;", false}};
    project.revisions[3].schema = ReportedSchema{};
    project.revisions[3].changes = {"adds table x"};
    const std::string page = page_of(project);
    EXPECT_THAT(page, HasSubstr("<title>Shop</title>"));
    EXPECT_THAT(page, HasSubstr("4 revisions · 1 head · 1 frozen"));
    EXPECT_THAT(page, HasSubstr("<code>a1</code><span class=\"tag \">base</span><span class=\"tag "
                                "\">branch point</span>"));
    EXPECT_THAT(page, HasSubstr("<code>b2</code><span class=\"tag label\">left</span><span "
                                "class=\"tag frozen\">frozen</span>"));
    EXPECT_THAT(page, HasSubstr("<code>c3</code><span class=\"tag irreversible\">"));
    EXPECT_THAT(page, HasSubstr("<code>d4</code><span class=\"tag head\">head</span><span "
                                "class=\"tag \">merge point</span>"));
    EXPECT_THAT(page, HasSubstr("<dt>Depends on</dt><dd><a href=\"#r-b2\">"));
    EXPECT_THAT(page, HasSubstr("c1 dependency"));
    EXPECT_THAT(page, HasSubstr("<li class=\"adds\">adds table x</li>"));
    EXPECT_THAT(page, HasSubstr("<h3>upgrade sqlite</h3><pre class=\"source\" data-line=\"7\""));
    EXPECT_THAT(page, HasSubstr(">SELECT 1;</pre>"));
    EXPECT_LT(page.find("id=\"l-d4\""), page.find("id=\"l-a1\""));
    EXPECT_TRUE(page.starts_with(report_page_begin()));
}

TEST(ReportPage, shows_findings_at_their_revision_and_hides_passwords) {
    ReportedProject project;
    project.revisions = {revision("a1", {})};
    Diagnostic finding;
    finding.code = Code::table_dropped;
    finding.severity = Severity::warning;
    finding.location = {"a1.sql", 7, 3};
    finding.message = "drops 'postgresql://u:secret@h/d' <b>";
    finding.source_line = "DROP TABLE x;";
    finding.hint = "do & don't";
    finding.notes = {{{"b.sql", 2, 0}, "here"}};
    project.revisions[0].findings = {finding};
    const std::string page = page_of(project);
    EXPECT_THAT(page, HasSubstr("<li class=\"warning\" data-line=\"7\">"));
    EXPECT_THAT(page, HasSubstr("K610"));
    EXPECT_THAT(page, HasSubstr("a1.sql:7:3"));
    EXPECT_THAT(page, HasSubstr("    7 | DROP TABLE x;\n      |   ^\n"));
    EXPECT_THAT(page, HasSubstr("do &amp; don't"));
    EXPECT_THAT(page, HasSubstr("b.sql:2: here"));
    EXPECT_THAT(page, HasSubstr("<span class=\"tag warning\">1 finding</span>"));
    EXPECT_THAT(page, Not(HasSubstr("secret")));
}

TEST(ReportPage, what_is_put_in_is_not_filled_in_again) {
    ReportedProject project;
    project.title = "@SCRIPT@";
    EXPECT_THAT(page_of(project), HasSubstr("<title>@SCRIPT@</title>"));
}

TEST(ReportPage, allows_its_own_script_and_style_and_nothing_else) {
    const std::string page = page_of({});
    EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
    EXPECT_THAT(page, HasSubstr("; script-src 'sha256-"));
    EXPECT_THAT(page, Not(HasSubstr("style=\"")));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
}

}  // namespace
}  // namespace kiln::tool
