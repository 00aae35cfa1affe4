#pragma once
// The verbs that work on revision files.

#include "tool/command_line/verb.hpp"

namespace kiln::tool {

Action add_init(Parser& parser, const Globals& globals);
Action add_list_templates(Parser& parser, const Globals& globals);
Action add_revision(Parser& parser, const Globals& globals);
Action add_alter(Parser& parser, const Globals& globals);
Action add_merge(Parser& parser, const Globals& globals);
Action add_edit(Parser& parser, const Globals& globals);
Action add_freeze(Parser& parser, const Globals& globals);
Action add_rebase(Parser& parser, const Globals& globals);
Action add_import(Parser& parser, const Globals& globals);
Action add_branches(Parser& parser, const Globals& globals);
Action add_schema(Parser& parser, const Globals& globals);
Action add_diff(Parser& parser, const Globals& globals);
Action add_report(Parser& parser, const Globals& globals);
Action add_verify(Parser& parser, const Globals& globals);
Action add_explain(Parser& parser, const Globals& globals);
Action add_pages(Parser& parser, const Globals& globals);
Action add_bake(Parser& parser, const Globals& globals);

inline constexpr Verb init_verb{"init", "begin a project: settings and a folder for revisions",
                                add_init};
inline constexpr Verb list_templates_verb{"list_templates", "list what init -t takes",
                                          add_list_templates};
inline constexpr Verb revision_verb{"revision", "write a new revision file", add_revision};
inline constexpr Verb alter_verb{"alter", "write a revision that changes one table, as wished",
                                 add_alter};
inline constexpr Verb merge_verb{"merge", "write a revision that joins heads", add_merge};
inline constexpr Verb rebase_verb{"rebase", "put a branch behind another head", add_rebase};
inline constexpr Verb import_verb{"import", "write revisions from the files of another tool",
                                  add_import};
inline constexpr Verb freeze_verb{
    "freeze", "write down what was released, so that the build refuses later edits", add_freeze};
inline constexpr Verb edit_verb{"edit", "open a revision file in $VISUAL or $EDITOR", add_edit};
inline constexpr Verb branches_verb{"branches", "show the revisions that others branch from",
                                    add_branches};
inline constexpr Verb schema_verb{"schema", "show the schema that the revisions make", add_schema};
inline constexpr Verb diff_verb{"diff", "show what changes in the schema between two revisions",
                                add_diff};
inline constexpr Verb report_verb{"report", "write a page to look at: graph, revisions, schemas",
                                  add_report};
inline constexpr Verb verify_verb{"verify", "check the revisions as the build does", add_verify};
inline constexpr Verb explain_verb{"explain", "say what a diagnostic's code means", add_explain};
inline constexpr Verb pages_verb{
    "pages", "write completions for shells and the manual pages into a folder", add_pages};
inline constexpr Verb bake_verb{
    "bake", "check the revisions and write them as C++ (what CMake calls)", add_bake};

}  // namespace kiln::tool
