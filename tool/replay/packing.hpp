#pragma once
// Values as bytes and back, for files that only the program reads that wrote them.

#include "tool/schema/mentions.hpp"

#include <kiln/diagnostic.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace kiln::tool {

class Packer {
public:
    /// Small ones take a byte.
    void number(std::uint64_t value);
    void signed_number(std::int64_t value);
    void flag(bool value) { number(value ? 1 : 0); }
    void text(std::string_view value);
    void texts(const std::set<std::string>& values);
    /// Of data with many zeros in it, such as a database has in its free space: without them.
    void sparse(std::string_view bytes);
    void diagnostic(const Diagnostic& value);
    void diagnostics(std::span<const Diagnostic> values);
    void dependent(const Dependent& value);

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// What was not written so.
struct NotPacked : std::runtime_error {
    NotPacked() : std::runtime_error("not what a Packer wrote") {}
};

/// Gives back in the same order what a Packer was given. Each function throws NotPacked, and
/// allocates no more than there are bytes for (but sparse(), which has a limit).
class Unpacker {
public:
    /// `bytes` must outlive it.
    explicit Unpacker(std::string_view bytes) : left_(bytes) {}

    std::uint64_t number();
    std::int64_t signed_number();
    bool flag() { return number() != 0; }
    /// One that is below `bound`.
    std::size_t number_below(std::size_t bound);
    /// How many of something follow: each takes a byte or more.
    std::size_t count();
    std::string text() { return std::string(view()); }
    std::set<std::string> texts();
    std::string sparse();
    Diagnostic diagnostic();
    std::vector<Diagnostic> diagnostics();
    Dependent dependent();
    bool at_end() const { return left_.empty(); }

private:
    std::string_view view();

    std::string_view left_;
};

/// One of SQLite's values, in any variant of its five kinds.
template <class Value>
void pack_value(Packer& out, const Value& value) {
    out.number(value.index());
    std::visit(
        [&](const auto& held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::int64_t>) out.signed_number(held);
            if constexpr (std::is_same_v<Held, double>) {
                out.number(std::bit_cast<std::uint64_t>(held));
            }
            if constexpr (std::is_same_v<Held, std::string>) out.text(held);
            if constexpr (requires { held.bytes; }) out.text(held.bytes);
        },
        value);
}

}  // namespace kiln::tool
