#pragma once
// The verbs that need no revision files: applications have them too.

#include "tool/command_line/verb.hpp"

namespace kiln::tool {

Action add_show(Parser& parser, const Globals& globals);
Action add_history(Parser& parser, const Globals& globals);
Action add_heads(Parser& parser, const Globals& globals);
Action add_current(Parser& parser, const Globals& globals);
Action add_upgrade(Parser& parser, const Globals& globals);
Action add_downgrade(Parser& parser, const Globals& globals);
Action add_stamp(Parser& parser, const Globals& globals);
Action add_adopt(Parser& parser, const Globals& globals);
Action add_check(Parser& parser, const Globals& globals);
Action add_repair(Parser& parser, const Globals& globals);
Action add_ensure_version(Parser& parser, const Globals& globals);

inline constexpr Verb show_verb{"show", "show all about revisions", add_show};
inline constexpr Verb history_verb{"history", "list the revisions, newest first", add_history};
inline constexpr Verb heads_verb{"heads", "show the revisions that no other one builds on",
                                 add_heads};
inline constexpr Verb current_verb{"current", "show what the database is at", add_current};
inline constexpr Verb upgrade_verb{"upgrade", "apply the revisions that lead to a target",
                                   add_upgrade};
inline constexpr Verb downgrade_verb{"downgrade", "take revisions back, down to a target",
                                     add_downgrade};
inline constexpr Verb stamp_verb{"stamp", "set the version table without running anything",
                                 add_stamp};
inline constexpr Verb adopt_verb{
    "adopt", "stamp a database that was made before Kiln came, by what its tables look like",
    add_adopt};
inline constexpr Verb check_verb{
    "check", "find out whether the database is at the heads and as its revisions made it",
    add_check};
inline constexpr Verb repair_verb{
    "repair", "show what is wrong in the version table and the log, and mend it with --yes",
    add_repair};
inline constexpr Verb ensure_version_verb{
    "ensure_version", "create the version table if there is none", add_ensure_version};

}  // namespace kiln::tool
