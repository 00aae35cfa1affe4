#pragma once
// Foreign key violations, looked for only where a script may have made some.

#include "tool/replay/passage.hpp"
#include "tool/replay/references.hpp"
#include "tool/schema/schema.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// Of an upgrade: it must leave no violation that was not there before (K311). It must see all
/// passages that change the database for good.
class ForeignKeys : public Inspector {
public:
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;

private:
    std::vector<std::string> new_violations(const Passage& upgrade);
    std::set<std::string> suspects(const Schema& schema, const Changes& changes) const;

    References references_;
    std::map<std::string, std::set<std::string>> known_;  // violations of each table
};

}  // namespace kiln::tool
