#include "tool/rules/server_check.hpp"

#include "tool/project/sha256.hpp"
#include "tool/project/source_text.hpp"
#include "tool/replay/chain.hpp"
#include "tool/replay/check_cache.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/trial_basis.hpp"
#include "tool/rules/checkpoints.hpp"
#include "tool/rules/meetings.hpp"
#include "tool/rules/server_enums.hpp"
#include "tool/rules/server_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

std::string server_basis(const TrialServer& server, const ServerReplayOptions& options) {
    Packer out;
    pack_trial_basis(out);
    out.text(server.identity());
    out.flag(options.round_trip);
    out.flag(options.commits_each);
    return out.take();
}

/// The last check of these revisions on such a server, in a file of its own.
class LastCheck {
public:
    LastCheck(const std::string& folder, const Chain& chain, std::string_view basis)
        : chain_(chain), cache_(folder), file_(Sha256().add("server").add(basis).hex()) {
        keys_.push_back(file_);
        for (const std::string& digest : digests_of(chain)) {
            keys_.push_back(Sha256().add(keys_.back()).add(digest).hex());
        }
    }

    /// What it found at the first revisions, as far as these are the same, and so is what else had
    /// a say in it.
    std::vector<FoundAtRevision> known() {
        std::vector<FoundAtRevision> known;
        if (const auto content = cache_.get(file_)) {
            try {
                known = unpack(*content);
            } catch (const NotPacked&) {
                known.clear();
            }
        }
        for (std::size_t count = known.size() + 1; count > known.size();) {
            count = known.size();
            known.resize(settled(known));
        }
        return known;
    }

    void keep(std::span<const FoundAtRevision> at) {
        Packer out;
        out.number(at.size());
        for (std::uint32_t position = 0; position < at.size(); ++position) {
            out.text(keys_[position + 1]);
            out.diagnostics(at[position].found);
            out.number(at[position].enum_values.size());
            for (const std::string& each : at[position].enum_values) out.text(each);
            out.number(at[position].horizon);
        }
        cache_.put(file_, out.bytes());
    }

private:
    std::vector<FoundAtRevision> unpack(std::string_view content) const {
        std::vector<FoundAtRevision> known;
        Unpacker in(content);
        for (std::size_t left = in.count(); left > 0; --left) {
            const std::string key = in.text();
            if (known.size() == chain_.size() || key != keys_[known.size() + 1]) break;
            FoundAtRevision each;
            each.found = in.diagnostics();
            for (std::size_t values = in.count(); values > 0; --values) {
                each.enum_values.push_back(in.text());
            }
            each.horizon = static_cast<std::uint32_t>(in.number());
            known.push_back(std::move(each));
        }
        return known;
    }

    /// How many of these hang on none behind them, neither then nor now.
    std::size_t settled(std::span<const FoundAtRevision> known) const {
        const std::size_t count = known.size();
        std::size_t first = count;
        for (const Meeting& meeting : meetings_of(chain_.graph())) {
            if (meeting.last() >= count) first = std::min<std::size_t>(first, meeting.region[0]);
        }
        for (std::uint32_t position = 0; position < first; ++position) {
            const FoundAtRevision& each = known[position];
            const auto is_used_behind = [&](const std::string& value) {
                return last_use_of_enum_value(chain_, position, value) >= count;
            };
            if (each.horizon >= count || std::ranges::any_of(each.enum_values, is_used_behind)) {
                return position;
            }
        }
        return first;
    }

    const Chain& chain_;
    CheckCache cache_;
    std::string file_;
    std::vector<std::string> keys_;  // behind so many revisions
};

/// So many of the first revisions have nothing to be told.
std::size_t sound_in_replay(const Chain& chain, std::span<const Diagnostic> found) {
    std::size_t count = 0;
    while (count < chain.size() && std::ranges::none_of(found, [&](const Diagnostic& each) {
               return each.location.file == chain.file(count).path;
           })) {
        ++count;
    }
    return count;
}

}  // namespace

std::vector<Diagnostic> check_on_server(std::span<const RevisionFile> files, const Graph& graph,
                                        const TrialServer& server, ServerReplayOptions options,
                                        const std::string& cache) {
    const Chain chain(files, graph);
    std::optional<LastCheck> last;
    if (!cache.empty() && std::ranges::none_of(files, &RevisionFile::is_code)) {
        last.emplace(cache, chain, server_basis(server, options));
    }
    std::vector<FoundAtRevision> known;
    if (last) known = last->known();
    std::vector<Diagnostic> found;
    if (known.size() == chain.size()) {
        for (FoundAtRevision& each : known) {
            std::ranges::move(each.found, std::back_inserter(found));
        }
        return found;
    }
    options.known = static_cast<std::uint32_t>(known.size());
    found = replay_on_server(files, graph, server, options);
    if (found.size() >= max_diagnostics) return found;
    const std::size_t sound = sound_in_replay(chain, found);
    const std::vector<FoundAtRevision> at =
        apply_rules_on_server(files, graph, server, options, found, known);
    if (last) last->keep(std::span(at).first(std::min(sound, at.size())));
    return found;
}

}  // namespace kiln::tool
