#include "tool/replay/trial_basis.hpp"

#include "tool/replay/build_identity.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/version.hpp>

#include <sqlite3.h>

namespace kiln::tool {

void pack_trial_basis(Packer& out) {
    out.text(KILN_VERSION_STRING);
    out.text(build_identity());
    out.text(sqlite3_sourceid());
    for (int i = 0; const char* option = sqlite3_compileoption_get(i); ++i) out.text(option);
    out.text("");
    for (const ApplicationObjects::Function& function : had_in_memory().functions) {
        out.text(function.name);
        out.signed_number(function.arguments);
    }
    out.text("");
    for (const std::string& collation : had_in_memory().collations) out.text(collation);
    out.text("");
}

}  // namespace kiln::tool
