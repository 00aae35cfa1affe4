#include "tool/replay/canary_packing.hpp"

#include <bit>
#include <cstddef>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

CanaryValue unpack_value(Unpacker& in) {
    switch (in.number_below(std::variant_size_v<CanaryValue>)) {
        case 1:
            return in.signed_number();
        case 2:
            return std::bit_cast<double>(in.number());
        case 3:
            return in.text();
        case 4:
            return CanaryBlob{in.text()};
        default:
            return std::monostate{};
    }
}

void pack_candidates(Packer& out, const std::vector<CanaryCandidate>& candidates) {
    out.number(candidates.size());
    for (const CanaryCandidate& each : candidates) {
        out.number(static_cast<std::uint64_t>(each.kind));
        out.number(static_cast<std::uint64_t>(each.form));
        pack_value(out, each.constant);
        out.signed_number(each.number);
        out.text(each.text);
    }
}

std::vector<CanaryCandidate> unpack_candidates(Unpacker& in) {
    constexpr auto kinds = static_cast<std::uint64_t>(CanaryCandidate::Kind::json) + 1;
    constexpr auto forms = static_cast<std::uint64_t>(CanaryForm::null) + 1;
    std::vector<CanaryCandidate> candidates(in.count());
    for (CanaryCandidate& each : candidates) {
        each.kind = static_cast<CanaryCandidate::Kind>(in.number_below(kinds));
        each.form = static_cast<CanaryForm>(in.number_below(forms));
        each.constant = unpack_value(in);
        each.number = in.signed_number();
        each.text = in.text();
    }
    return candidates;
}

void pack_flags(Packer& out, const std::vector<bool>& flags) {
    out.number(flags.size());
    for (const bool flag : flags) out.flag(flag);
}

std::vector<bool> unpack_flags(Unpacker& in) {
    std::vector<bool> flags(in.count());
    for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = in.flag();
    return flags;
}

void pack_wish(Packer& out, const CanaryWish& wish) {
    out.number(wish.slot);
    pack_candidates(out, wish.values);
    pack_flags(out, wish.own);
    out.number(wish.shifts.size());
    for (const std::size_t shift : wish.shifts) out.number(shift);
}

CanaryWish unpack_wish(Unpacker& in) {
    CanaryWish wish;
    wish.slot = static_cast<unsigned>(in.number());
    wish.values = unpack_candidates(in);
    wish.own = unpack_flags(in);
    wish.shifts.resize(in.count());
    for (std::size_t& shift : wish.shifts) shift = static_cast<std::size_t>(in.number());
    return wish;
}

}  // namespace

void pack_plan(Packer& out, const CanaryPlan& plan) {
    out.number(plan.values.size());
    for (const auto& candidates : plan.values) pack_candidates(out, candidates);
    pack_flags(out, plan.may_be_null);
    out.number(plan.worked.size());
    for (const auto& [serial, wish] : plan.worked) {
        out.number(serial);
        pack_wish(out, wish);
    }
    out.number(plan.given_up.size());
    for (const unsigned serial : plan.given_up) out.number(serial);
    out.signed_number(plan.tries_left);
    out.flag(plan.is_ready);
    pack_flags(out, plan.was_completed);
}

CanaryPlan unpack_plan(Unpacker& in) {
    CanaryPlan plan;
    plan.values.resize(in.count());
    for (auto& candidates : plan.values) candidates = unpack_candidates(in);
    plan.may_be_null = unpack_flags(in);
    for (std::size_t left = in.count(); left > 0; --left) {
        const auto serial = static_cast<unsigned>(in.number());
        plan.worked.emplace(serial, unpack_wish(in));
    }
    for (std::size_t left = in.count(); left > 0; --left) {
        plan.given_up.insert(static_cast<unsigned>(in.number()));
    }
    plan.tries_left = static_cast<int>(in.signed_number());
    plan.is_ready = in.flag();
    plan.was_completed = unpack_flags(in);
    return plan;
}

}  // namespace kiln::tool
