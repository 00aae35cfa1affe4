#pragma once
// What each revision touches, so that it is known which of them can stand in each other's way.

#include "tool/replay/passage.hpp"
#include "tool/replay/references.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// More than there is, never less. Names are folded.
struct Touch {
    Changes changes;              ///< what it may change
    std::set<std::string> named;  ///< what it may read: its words, and what is reached by them

    bool reaches(const std::string& table) const {
        return changes.whole_schema || named.count(table) > 0 || changes.schema.count(table) > 0 ||
               changes.rows.count(table) > 0;
    }
    void add(const Touch& more);
};

/// Whether one can change what the other sees.
bool may_interfere(const Touch& one, const Touch& other);

/// Notes it of every upgrade that went well.
class Touches : public Inspector {
public:
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;

    /// Null for a revision that did not run, or that has nothing for SQLite.
    const Touch* of(const RevisionFile& file) const;
    /// Whether the time or chance has a say in what it writes.
    bool is_fickle(const RevisionFile& file) const { return fickle_.count(&file) > 0; }

private:
    References references_;
    std::map<const RevisionFile*, Touch> touches_;
    std::set<const RevisionFile*> fickle_;
};

}  // namespace kiln::tool
