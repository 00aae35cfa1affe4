#include "tool/rules/rehearsal_memory.hpp"

#include "tool/project/sha256.hpp"
#include "tool/replay/packing.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

using Entries = std::vector<std::pair<std::uint64_t, std::string>>;  // by their turn

/// Texts of which many are equal, each once.
class TextPool {
public:
    std::size_t add(const std::string& text) {
        const auto [known, is_new] = indexes_.try_emplace(text, indexes_.size());
        if (is_new) texts_.push_back(&known->first);
        return known->second;
    }
    void pack(Packer& out) const {
        out.number(texts_.size());
        for (const std::string* text : texts_) out.text(*text);
    }

private:
    std::map<std::string, std::size_t> indexes_;
    std::vector<const std::string*> texts_;
};

}  // namespace

RehearsalMemory::RehearsalMemory(CheckCache& cache, const Chain& chain, const std::string& basis)
    : cache_(cache), chain_(chain), key_(Sha256().add("rehearsals").add(basis).hex()) {}

void RehearsalMemory::read() {
    if (std::exchange(is_read_, true)) return;
    const auto content = cache_.get(key_);
    if (!content) return;
    try {
        entries_ = unpacked(*content);
    } catch (const NotPacked&) {
        return;
    }
    for (const auto& [key, entry] : entries_) turn_ = std::max(turn_, entry.turn);
    ++turn_;
}

std::map<std::string, RehearsalMemory::Entry> RehearsalMemory::unpacked(std::string_view content) {
    Unpacker in(content);
    std::vector<std::string> plans(in.count());
    for (std::string& plan : plans) plan = in.text();
    std::map<std::string, Entry> entries;
    for (std::size_t left = in.count(); left > 0; --left) {
        std::string key = in.text();
        Entry entry;
        entry.turn = in.number();
        entry.rehearsed.up_was_shown = in.flag();
        entry.rehearsed.down_was_shown = in.flag();
        entry.rehearsed.came_back = in.flag();
        entry.rehearsed.found = in.diagnostics();
        entry.rehearsed.told_unfilled = in.texts();
        for (std::size_t more = in.count(); more > 0; --more) {
            std::string table = in.text();
            entry.rehearsed.learned.insert_or_assign(std::move(table),
                                                     plans[in.number_below(plans.size())]);
        }
        entries.insert_or_assign(std::move(key), std::move(entry));
    }
    if (!in.at_end()) throw NotPacked();
    return entries;
}

const Rehearsed* RehearsalMemory::find(const std::string& key) {
    read();
    const auto entry = entries_.find(key);
    if (entry == entries_.end()) return nullptr;
    if (std::exchange(entry->second.turn, turn_) != turn_) has_news_ = true;
    return &entry->second.rehearsed;
}

void RehearsalMemory::note(const std::string& key, Rehearsed rehearsed) {
    read();
    entries_.insert_or_assign(key, Entry{std::move(rehearsed), turn_});
    has_news_ = true;
}

void RehearsalMemory::keep() {
    constexpr std::size_t most_entries = 32'768;
    constexpr std::size_t most_bytes = std::size_t{16} << 20U;
    if (!std::exchange(has_news_, false)) return;
    Entries by_turn;
    by_turn.reserve(entries_.size());
    for (const auto& [key, entry] : entries_) by_turn.emplace_back(entry.turn, key);
    std::sort(by_turn.rbegin(), by_turn.rend());
    by_turn.resize(std::min(by_turn.size(), most_entries));
    TextPool plans;
    Packer out;
    std::size_t count = 0;
    for (const auto& [turn, key] : by_turn) {
        if (out.bytes().size() > most_bytes) break;
        const Rehearsed& rehearsed = entries_.at(key).rehearsed;
        out.text(key);
        out.number(turn);
        out.flag(rehearsed.up_was_shown);
        out.flag(rehearsed.down_was_shown);
        out.flag(rehearsed.came_back);
        out.diagnostics(rehearsed.found);
        out.texts(rehearsed.told_unfilled);
        out.number(rehearsed.learned.size());
        for (const auto& [table, plan] : rehearsed.learned) {
            out.text(table);
            out.number(plans.add(plan));
        }
        ++count;
    }
    Packer all;
    plans.pack(all);
    all.number(count);
    cache_.put(key_, all.take() + out.bytes());
}

}  // namespace kiln::tool
