#include "tool/rules/touches.hpp"

#include "tool/rules/not_deterministic.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

bool meet(const std::set<std::string>& one, const std::set<std::string>& other) {
    if (other.size() < one.size()) return meet(other, one);
    return std::any_of(one.begin(), one.end(),
                       [&](const std::string& name) { return other.count(name) > 0; });
}

bool changes_what_is_seen(const Touch& one, const Touch& other) {
    if (one.changes.whole_schema) return true;
    for (const auto* changed : {&one.changes.schema, &one.changes.rows}) {
        for (const auto* seen : {&other.named, &other.changes.schema, &other.changes.rows}) {
            if (meet(*changed, *seen)) return true;
        }
    }
    return false;
}

}  // namespace

void Touch::add(const Touch& more) {
    changes.add(more.changes);
    named.insert(more.named.begin(), more.named.end());
}

bool may_interfere(const Touch& one, const Touch& other) {
    return changes_what_is_seen(one, other) || changes_what_is_seen(other, one);
}

void Touches::inspect(const Passage& upgrade, std::vector<Diagnostic>&) {
    references_.learn(upgrade.after, upgrade.changes);
    const std::set<std::string> words = words_of(upgrade.section.sql);
    if (may_be_not_deterministic(words, upgrade.after, references_)) fickle_.insert(&upgrade.file);
    Touch touch{upgrade.changes, references_.reached(words, upgrade.after)};
    touch.named.insert(words.begin(), words.end());
    touches_.insert_or_assign(&upgrade.file, std::move(touch));
}

const Touch* Touches::of(const RevisionFile& file) const {
    const auto found = touches_.find(&file);
    return found == touches_.end() ? nullptr : &found->second;
}

void Touches::keep(Packer& out, const Chain& chain) const {
    out.number(touches_.size());
    for (const auto& [file, touch] : touches_) {
        out.number(chain.position(*file));
        out.flag(is_fickle(*file));
        out.flag(touch.changes.whole_schema);
        out.texts(touch.changes.schema);
        out.texts(touch.changes.rows);
        out.texts(touch.named);
    }
}

void Touches::take_up(Unpacker& in, const Chain& chain, const Schema& now) {
    references_.learn(now);
    for (std::size_t left = in.count(); left > 0; --left) {
        const RevisionFile& file = chain.file(in.number_below(chain.size()));
        if (in.flag()) fickle_.insert(&file);
        Touch touch;
        touch.changes.whole_schema = in.flag();
        touch.changes.schema = in.texts();
        touch.changes.rows = in.texts();
        touch.named = in.texts();
        touches_.insert_or_assign(&file, std::move(touch));
    }
}

}  // namespace kiln::tool
