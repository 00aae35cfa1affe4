#include "tool/verbs/verbs.hpp"

namespace kiln::tool {

std::span<const Verb> verbs() {
    static constexpr Verb table[] = {
        {"init", "begin a project: settings and a folder for revisions", add_init},
        {"list_templates", "list what init -t takes", add_list_templates},
        {"revision", "write a new revision file", add_revision},
        {"alter", "write a revision that changes one table, as wished", add_alter},
        {"merge", "write a revision that joins heads", add_merge},
        {"edit", "open a revision file in $VISUAL or $EDITOR", add_edit},
        show_verb,
        history_verb,
        heads_verb,
        {"branches", "show the revisions that others branch from", add_branches},
        current_verb,
        upgrade_verb,
        downgrade_verb,
        stamp_verb,
        check_verb,
        repair_verb,
        ensure_version_verb,
        {"verify", "check the revisions as the build does", add_verify},
        {"explain", "say what a diagnostic's code means", add_explain},
        {"bake", "check the revisions and write them as C++ (what CMake calls)", add_bake},
    };
    return table;
}

}  // namespace kiln::tool
