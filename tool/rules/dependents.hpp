#pragma once
// What hangs on what a section changed, and works no longer.

#include "tool/replay/passage.hpp"
#include "tool/schema/dependents.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// K604: behind a section every view, trigger, virtual table and foreign key that what it changed
/// can reach must work, unless it did not before (see broken_among). A foreign key that comes with
/// its table and finds no key there is K311. It must see every upgrade, and each downgrade behind
/// its own.
class Dependents : public Inspector {
public:
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override;
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;

private:
    /// By what it is, and of a foreign key, which: the object's SQL.
    using Broken = std::map<std::pair<Dependent, std::string>, std::string>;

    bool is_old_fault(const Passage& passage, const BrokenDependent& broken) const;
    void learn(const Passage& upgrade, const std::set<Dependent>& asked,
               const std::vector<BrokenDependent>& broken);

    Broken broken_;          // behind the last upgrade
    Broken before_upgrade_;  // and before it
};

}  // namespace kiln::tool
