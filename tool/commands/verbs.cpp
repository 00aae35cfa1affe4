#include "tool/commands/command.hpp"

namespace kiln::tool {

std::span<const Verb> verbs() {
    static constexpr Verb table[] = {
        {"init", "begin a project: settings and a folder for revisions", add_init},
        {"list_templates", "list what init -t takes", add_list_templates},
        {"revision", "write a new revision file", add_revision},
        {"merge", "write a revision that joins heads", add_merge},
        {"edit", "open a revision file in $VISUAL or $EDITOR", add_edit},
        {"show", "show all about revisions", add_show},
        {"history", "list the revisions, newest first", add_history},
        {"heads", "show the revisions that no other one builds on", add_heads},
        {"branches", "show the revisions that others branch from", add_branches},
        {"current", "show what the database is at", add_current},
        {"upgrade", "apply the revisions that lead to a target", add_upgrade},
        {"downgrade", "take revisions back, down to a target", add_downgrade},
        {"stamp", "set the version table without running anything", add_stamp},
        {"verify", "check the revisions as the build does", add_verify},
        {"bake", "check the revisions and write them as C++ (what CMake calls)", add_bake},
    };
    return table;
}

}  // namespace kiln::tool
