#include "tool/rules/checkpoints.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/sha256.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/error.hpp>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <utility>

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

std::chrono::microseconds processor_time() {
    return std::chrono::microseconds(std::int64_t{std::clock()} * 1'000'000 / CLOCKS_PER_SEC);
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

std::string digest_of(const RevisionFile& file) { return Sha256().add(packed_file(file)).hex(); }

std::vector<std::string> digests_of(const Chain& chain) {
    std::vector<std::string> digests;
    digests.reserve(chain.size());
    for (std::uint32_t position = 0; position < chain.size(); ++position) {
        digests.push_back(digest_of(chain.file(position)));
    }
    return digests;
}

Checkpoints::Checkpoints(const std::string& folder, const Chain& chain, std::string_view basis,
                         const CheckpointWorth& worth)
    : cache_(folder),
      worth_(worth),
      has_fixtures_(std::ranges::any_of(
          chain.files(),
          [](const RevisionFile& file) { return file.fixture(Dialect::sqlite) != nullptr; })),
      basis_(Sha256().add(basis).hex()),
      rehearsals_(cache_, chain, basis_),
      revisions_(digests_of(chain)),
      last_at_(processor_time()),
      kept_at_(last_at_) {
    links_key_ = Sha256().add("links").add(basis_).hex();
    meetings_key_ = Sha256().add("meetings").add(basis_).hex();
    stops_.push_back({0, basis_, 0, nullptr});
    read_links();
    follow_links(0);
}

void Checkpoints::read_links() {
    auto content = cache_.get(links_key_);
    if (!content) return;
    links_before_ = *std::move(content);
    try {
        Unpacker in(links_before_);
        for (std::size_t left = in.count(); left > 0; --left) {
            std::string key = in.text();
            Link link;
            link.state = in.text();
            link.place = in.text();
            link.length = static_cast<std::uint32_t>(in.number_below(UINT32_MAX));
            link.found = in.diagnostics();
            link.turn = static_cast<std::size_t>(in.number());
            turn_ = std::max(turn_, link.turn);
            longest_ = std::max(longest_, link.length);
            states_.insert(link.state);
            places_.insert(link.place);
            links_.insert_or_assign(std::move(key), std::move(link));
        }
    } catch (const NotPacked&) {
        links_.clear();
        states_.clear();
        places_.clear();
    }
    ++turn_;
}

/// From the stop of that number on, which stays.
void Checkpoints::follow_links(std::size_t from) {
    do follow_next_links();
    while (stops_.back().position + 1 < revisions_.size() && go_round(from));
}

void Checkpoints::follow_next_links() {
    std::string key = stops_.back().state;
    for (std::uint32_t position = stops_.back().position; position < revisions_.size();) {
        key = Sha256().add(key).add(revisions_[position++]).hex();
        const auto link = links_.find(key);
        if (link == links_.end()) continue;
        stop_behind(stops_.size() - 1, position, link->second);
        key = link->second.state;
    }
}

/// Where other revisions were tried, they had stops of their own, and a stop that is theirs too may
/// lead nowhere: takes a link from one of the last to behind them all.
bool Checkpoints::go_round(std::size_t from) {
    constexpr std::size_t most_stops = 64;
    const std::uint32_t end = stops_.back().position;
    const std::size_t first = std::max(from, stops_.size() - std::min(stops_.size(), most_stops));
    for (std::size_t at = stops_.size(); at-- > first;) {
        std::string key = stops_[at].state;
        const std::size_t last =
            std::min<std::size_t>(revisions_.size(), stops_[at].position + longest_);
        for (std::uint32_t position = stops_[at].position; position < last;) {
            key = Sha256().add(key).add(revisions_[position++]).hex();
            const auto link = position > end ? links_.find(key) : links_.end();
            if (link == links_.end()) continue;
            stop_behind(at, position, link->second);
            return true;
        }
    }
    return false;
}

/// The next stop, in place of those behind the one of that number.
void Checkpoints::stop_behind(std::size_t at, std::uint32_t position, Link& link) {
    link.turn = turn_;
    stops_.resize(at + 1);
    stops_.push_back({position, link.state, stops_[at].found + link.found.size(), &link});
}

std::size_t Checkpoints::stop_at(std::uint32_t position) const {
    std::size_t at = stops_.size() - 1;
    while (stops_[at].position > position) --at;
    return at;
}

std::string Checkpoints::key_from(const Stop& stop, std::uint32_t position) const {
    std::string key = stop.state;
    for (std::uint32_t at = stop.position; at < position; ++at) {
        key = Sha256().add(key).add(revisions_[at]).hex();
    }
    return key;
}

std::optional<Checkpoints::Checkpoint> Checkpoints::last(std::uint32_t least, std::uint32_t most) {
    for (std::size_t at = stop_at(most); stops_[at].position > least; --at) {
        auto state = cache_.get(stops_[at].state);
        if (!state) continue;
        Checkpoint checkpoint{stops_[at].position, *std::move(state), {}};
        for (std::size_t i = 1; i <= at; ++i) {
            const std::vector<Diagnostic>& more = stops_[i].link->found;
            checkpoint.found.insert(checkpoint.found.end(), more.begin(), more.end());
        }
        return checkpoint;
    }
    return std::nullopt;
}

void Checkpoints::forget(std::uint32_t position) { cache_.forget(stops_[stop_at(position)].state); }

std::uint32_t Checkpoints::go_to(std::uint32_t from, std::uint32_t to,
                                 std::optional<TrialDatabase>& database, std::size_t most_memory) {
    while (const auto found = last(from, to)) {
        try {
            Unpacker in(found->state);
            database->take_up(in);
            return found->position;
        } catch (const NotPacked&) {
            forget(found->position);
        } catch (const Error&) {
            forget(found->position);
        }
        database.emplace(most_memory);
        from = 0;
    }
    return from;
}

// What was found counts only by its number, of which there is a limit.
std::string Checkpoints::state_digest(std::uint32_t position, std::size_t found,
                                      std::string_view state) const {
    Packer head;
    head.text(basis_);
    head.number(position);
    head.number(found);
    // Where there are rows of fixtures, the last revision is still to run on them.
    if (has_fixtures_) head.text(revisions_[position - 1]);
    return Sha256().add(head.bytes()).add(state).hex();
}

bool Checkpoints::is_due(std::uint32_t position, Time now) const {
    constexpr int sooner = 2;  // where one was before
    const Time enough = std::max<Time>(worth_.part * cost_, worth_.least);
    const Time done = now - last_at_;
    return position + 1 == revisions_.size() || done >= enough ||
           (done * sooner >= enough && places_.count(revisions_[position - 1]) > 0);
}

bool Checkpoints::reached(std::uint32_t position, std::span<const Diagnostic> found,
                          const std::function<bool(Packer&)>& keep) {
    const Time now = processor_time();
    const std::size_t at = stop_at(position);
    if (stops_[at].position == position && (at == 0 || cache_.has(stops_[at].state))) {
        last_at_ = now;
        return true;
    }
    if (!is_due(position, now)) return true;
    Packer out;
    if (!keep(out)) return true;
    const std::string state = state_digest(position, found.size(), out.bytes());
    const bool is_known = !states_.insert(state).second;
    if (!is_known || !cache_.has(state)) cache_.put(state, out.bytes());
    const std::size_t before = stop_at(position - 1);
    Link link{state, revisions_[position - 1], position - stops_[before].position, {}, turn_};
    longest_ = std::max(longest_, link.length);
    const auto more = found.subspan(stops_[before].found);
    link.found.assign(more.begin(), more.end());
    const auto added =
        links_.insert_or_assign(key_from(stops_[before], position), std::move(link)).first;
    stop_behind(before, position, added->second);
    if (is_known) follow_links(before + 1);
    if (now - kept_at_ > std::chrono::seconds(1)) keep_links();
    last_at_ = processor_time();
    cost_ = last_at_ - now;
    return std::none_of(stops_.begin() + static_cast<std::ptrdiff_t>(before) + 2, stops_.end(),
                        [&](const Stop& stop) { return cache_.has(stop.state); });
}

void Checkpoints::keep_links() {
    constexpr std::size_t most_links = 1024;
    std::vector<std::pair<std::size_t, std::string>> by_turn;
    by_turn.reserve(links_.size());
    for (const auto& [key, link] : links_) by_turn.emplace_back(link.turn, key);
    std::sort(by_turn.rbegin(), by_turn.rend());
    by_turn.resize(std::min(by_turn.size(), most_links));
    Packer out;
    out.number(by_turn.size());
    for (const auto& [turn, key] : by_turn) {
        const Link& link = links_.at(key);
        out.text(key);
        out.text(link.state);
        out.text(link.place);
        out.number(link.length);
        out.diagnostics(link.found);
        out.number(turn);
    }
    kept_at_ = processor_time();
    if (out.bytes() == links_before_) return;
    cache_.put(links_key_, out.bytes());
    links_before_ = out.take();
}

std::string Checkpoints::key_of(std::string_view what,
                                std::initializer_list<std::string_view> texts) const {
    Packer head;
    head.text(what);
    head.text(basis_);
    for (const std::string_view text : texts) head.number(text.size());
    Sha256 digest;
    digest.add(head.bytes());
    for (const std::string_view text : texts) digest.add(text);
    return digest.hex();
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
    // A state behind a part of the region says nothing of other orders; and none says what rows
    // fixtures would have made.
    const Stop& before = stops_[has_fixtures_ ? 0 : stop_at(meeting.region.front())];
    return Sha256().add(key_from(before, meeting.last() + 1)).add(out.bytes()).hex();
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
            known_meetings_.insert_or_assign(std::move(key), in.diagnostics());
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
        out.diagnostics(found);
    }
    if (out.bytes() != meetings_before_) cache_.put(meetings_key_, out.bytes());
}

}  // namespace kiln::tool
