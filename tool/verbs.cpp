#include "tool/verbs.hpp"

#include "tool/verbs/database/verbs.hpp"
#include "tool/verbs/project/verbs.hpp"

namespace kiln::tool {

std::span<const Verb> verbs() {
    static constexpr Verb table[] = {
        init_verb,    list_templates_verb, revision_verb,       alter_verb,  merge_verb,
        rebase_verb,  import_verb,         freeze_verb,         edit_verb,   show_verb,
        history_verb, heads_verb,          branches_verb,       schema_verb, diff_verb,
        current_verb, upgrade_verb,        downgrade_verb,      stamp_verb,  adopt_verb,
        check_verb,   repair_verb,         ensure_version_verb, report_verb, verify_verb,
        explain_verb, pages_verb,          bake_verb,
    };
    return table;
}

}  // namespace kiln::tool
