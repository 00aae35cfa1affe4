// What Mermaid would read as its own. The grammar is that of its erDiagram; what stands here was
// read by Mermaid 11 once.

#include "tool/report/schema_diagrams.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using testing::HasSubstr;

DescribedTable drawn_table(std::string name, std::vector<DescribedColumn> columns) {
    DescribedTable table;
    table.name = std::move(name);
    table.columns = std::move(columns);
    return table;
}

/// A table of this name with this column.
std::string drawn_in_mermaid(const std::string& table, const std::string& column = "x",
                             const std::string& type = "INT") {
    DescribedSchema schema;
    schema.tables.push_back(drawn_table(table, {{column, type, false, {}, 0}}));
    return schema_mermaid(schema);
}

TEST(SchemaMermaid, leaves_words_as_they_are) {
    EXPECT_EQ(drawn_in_mermaid("patient_visit", "clinic_id"),
              "erDiagram\n    patient_visit {\n        INT clinic_id\n    }\n");
    for (const char* const name : {"ones", "to_do", "ended", "u", "title", "classes", "Order"}) {
        EXPECT_THAT(drawn_in_mermaid(name), HasSubstr("    " + std::string(name) + " {\n"));
    }
}

TEST(SchemaMermaid, quotes_names_that_are_words_of_mermaids) {
    for (const char* const name :
         {"class", "classDef", "STYLE", "end", "one", "only", "many", "to", "zero", "optionally",
          "subgraph", "erDiagram", "accTitle", "accDescr"}) {
        EXPECT_THAT(drawn_in_mermaid(name), HasSubstr("    \"" + std::string(name) + "\" {\n"));
    }
}

TEST(SchemaMermaid, changes_names_and_types_that_would_mark_a_key) {
    EXPECT_THAT(drawn_in_mermaid("t", "pk"), HasSubstr("        INT pk_ \"pk\"\n"));
    EXPECT_THAT(drawn_in_mermaid("t", "FK"), HasSubstr("        INT FK_ \"FK\"\n"));
    EXPECT_THAT(drawn_in_mermaid("t", "x", "uk(3)"), HasSubstr("        uk_(3) x\n"));
    EXPECT_THAT(drawn_in_mermaid("t", "pk_1", "PKEY"), HasSubstr("        PKEY pk_1\n"));
}

TEST(SchemaMermaid, writes_what_no_string_may_hold_as_entity_codes) {
    EXPECT_THAT(drawn_in_mermaid("50% of \"a\\b\""),
                HasSubstr("    \"50#37; of #34;a#92;b#34;\" {\n"));
    EXPECT_THAT(drawn_in_mermaid("t", "~a~"), HasSubstr("        INT _a_ \"#126;a#126;\"\n"));
    EXPECT_THAT(drawn_in_mermaid("_t_"), HasSubstr("    \"#95;t_\" {\n"));
    EXPECT_THAT(drawn_in_mermaid("größe", "表"),
                HasSubstr("    \"größe\" {\n        INT _ \"表\"\n"));
    EXPECT_THAT(drawn_in_mermaid("Direction TB"), HasSubstr("    \"Direction#32;TB\" {\n"));
    EXPECT_THAT(drawn_in_mermaid("a\nb"), HasSubstr("    \"a#92;nb\" {\n"));
    EXPECT_THAT(drawn_in_mermaid("", "", ""), HasSubstr("    \" \" {\n        ANY _ \"\"\n"));
}

}  // namespace
}  // namespace kiln::tool
