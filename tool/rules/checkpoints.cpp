#include "tool/rules/checkpoints.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/sha256.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/error.hpp>

#include <algorithm>
#include <initializer_list>

namespace kiln::tool {
namespace {

/// Asks the connection what ran on it before, or sets something that only a connection has.
bool needs_its_past(const Section& section) {
    SqlLexer lexer(section.sql, SqlRules::sqlite);
    const auto is = [&](const SqlToken& token, std::string_view text) {
        return equal_ignoring_case(lexer.text(token), text);
    };
    SqlToken before = lexer.next_code();
    SqlToken token = lexer.next_code();
    for (; before.kind != SqlToken::Kind::end; before = token, token = lexer.next_code()) {
        if (section.no_transaction && is(before, "pragma")) return true;
        if (!is(token, "(") || (!is(before, "changes") && !is(before, "total_changes"))) continue;
        before = token;
        token = lexer.next_code();
        if (is(token, ")")) return true;
    }
    return false;
}

void pack_placed(Packer& out, const Placed& placed) {
    out.text(placed.text);
    out.number(placed.line);
    out.number(placed.column);
}

void pack_all_placed(Packer& out, const std::vector<Placed>& all) {
    out.number(all.size());
    for (const Placed& each : all) pack_placed(out, each);
}

void pack_sections(Packer& out, const std::vector<Section>& sections) {
    out.number(sections.size());
    for (const Section& section : sections) {
        out.flag(section.direction == Direction::upgrade);
        out.number(section.dialects.size());
        for (const Dialect dialect : section.dialects) {
            out.number(static_cast<std::uint64_t>(dialect));
        }
        out.flag(section.no_transaction);
        out.number(section.line);
        out.text(section.marker);
        out.number(section.sql_line);
        out.text(section.sql);
        out.text(section.file);
        out.number(section.allows.size());
        for (const Allow& allow : section.allows) {
            out.number(static_cast<std::uint64_t>(allow.rule));
            out.number(allow.line);
        }
    }
}

/// All of the file that any check can see.
std::string packed_file(const RevisionFile& file) {
    Packer out;
    out.text(file.path);
    pack_placed(out, file.revision);
    pack_all_placed(out, file.down_revisions);
    pack_all_placed(out, file.depends_on);
    pack_all_placed(out, file.branch_labels);
    pack_placed(out, file.min_compatible);
    out.text(file.message);
    out.number(file.down_revision_line);
    pack_sections(out, file.sections);
    pack_sections(out, file.fixtures);
    out.text(file.header);
    return out.take();
}

void pack_positions(Packer& out, const std::vector<std::uint32_t>& positions) {
    out.number(positions.size());
    for (const std::uint32_t position : positions) out.number(position);
}

void pack_found(Packer& out, std::span<const Diagnostic> found) {
    out.number(found.size());
    for (const Diagnostic& each : found) out.diagnostic(each);
}

std::vector<Diagnostic> unpack_found(Unpacker& in) {
    std::vector<Diagnostic> found;
    for (std::size_t left = in.count(); left > 0; --left) found.push_back(in.diagnostic());
    return found;
}

}  // namespace

bool can_be_resumed(const Chain& chain) {
    const ApplicationObjects& objects = had_in_memory();
    if (!objects.extensions.empty()) return false;
    // Without arguments, a stand-in gives another text at each call.
    if (std::ranges::any_of(objects.functions,
                            [](const auto& each) { return each.arguments <= 0; })) {
        return false;
    }
    return std::ranges::none_of(chain.files(), [](const RevisionFile& file) {
        return file.is_code || std::ranges::any_of(file.sections, needs_its_past) ||
               std::ranges::any_of(file.fixtures, needs_its_past);
    });
}

Checkpoints::Checkpoints(const std::string& folder, const Chain& chain, std::string_view basis,
                         const CheckpointWorth& worth)
    : cache_(folder), worth_(worth) {
    keys_.reserve(chain.size() + 1);
    keys_.push_back(Sha256().add(basis).hex());
    for (std::uint32_t position = 0; position < chain.size(); ++position) {
        keys_.push_back(Sha256().add(keys_.back()).add(packed_file(chain.file(position))).hex());
    }
    meetings_key_ = Sha256().add("meetings").add(keys_.front()).hex();
}

std::optional<std::pair<std::uint32_t, std::string>> Checkpoints::last(std::uint32_t least,
                                                                       std::uint32_t most) {
    for (std::uint32_t position = most; position > least; --position) {
        auto content = cache_.get(keys_[position]);
        if (content) return std::pair(position, *std::move(content));
    }
    return std::nullopt;
}

std::uint32_t Checkpoints::go_to(std::uint32_t from, std::uint32_t to,
                                 std::optional<TrialDatabase>& database, std::size_t most_memory) {
    while (const auto found = last(from, to)) {
        try {
            Unpacker in(found->second);
            database->take_up(in);
            return found->first;
        } catch (const NotPacked&) {
            forget(found->first);
        } catch (const Error&) {
            forget(found->first);
        }
        database.emplace(most_memory);
        from = 0;
    }
    return from;
}

void Checkpoints::reached(std::uint32_t position, const std::function<bool(Packer&)>& keep) {
    const Clock::time_point now = Clock::now();
    if (position == 0) {
        last_at_ = now;
        return;
    }
    const bool is_before_the_last = position + 2 == keys_.size();
    const Clock::duration enough = std::max<Clock::duration>(worth_.part * cost_, worth_.least);
    if (!is_before_the_last && now - last_at_ < enough) return;
    if (!cache_.has(keys_[position])) {
        Packer out;
        if (!keep(out)) return;
        cache_.put(keys_[position], out.bytes());
        cost_ = Clock::now() - now;
    }
    last_at_ = Clock::now();
}

std::string Checkpoints::key_of(const Meeting& meeting) const {
    Packer out;
    pack_positions(out, meeting.parents);
    out.flag(meeting.is_merge);
    out.number(meeting.merge);
    pack_positions(out, meeting.region);
    for (const auto& branches : meeting.branches) {
        out.number(branches.size());
        for (const bool builds_on : branches) out.flag(builds_on);
    }
    out.number(meeting.orders.size());
    for (const Meeting::Order& order : meeting.orders) {
        out.number(order.branch);
        out.number(order.length);
        pack_positions(out, order.positions);
    }
    std::uint32_t last = meeting.is_merge ? meeting.merge : meeting.region.back();
    for (const std::uint32_t parent : meeting.parents) last = std::max(last, parent);
    return Sha256().add(keys_[last + 1]).add(out.bytes()).hex();
}

const std::vector<Diagnostic>* Checkpoints::found_at(const Meeting& meeting) {
    if (known_meetings_.empty()) read_meetings();
    const std::string key = key_of(meeting);
    const auto known = known_meetings_.find(key);
    if (known == known_meetings_.end()) return nullptr;
    return &meetings_.insert_or_assign(key, known->second).first->second;
}

void Checkpoints::note(const Meeting& meeting, std::span<const Diagnostic> found) {
    meetings_.insert_or_assign(key_of(meeting), std::vector(found.begin(), found.end()));
}

void Checkpoints::read_meetings() {
    auto content = cache_.get(meetings_key_);
    if (!content) return;
    meetings_before_ = *std::move(content);
    try {
        Unpacker in(meetings_before_);
        for (std::size_t left = in.count(); left > 0; --left) {
            std::string key = in.text();
            known_meetings_.insert_or_assign(std::move(key), unpack_found(in));
        }
    } catch (const NotPacked&) {
        known_meetings_.clear();
    }
}

void Checkpoints::keep_meetings() {
    if (meetings_.empty()) return;
    Packer out;
    out.number(meetings_.size());
    for (const auto& [key, found] : meetings_) {
        out.text(key);
        pack_found(out, found);
    }
    if (out.bytes() != meetings_before_) cache_.put(meetings_key_, out.bytes());
}

}  // namespace kiln::tool
