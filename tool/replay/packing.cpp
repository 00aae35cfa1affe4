#include "tool/replay/packing.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

constexpr unsigned low_bits = 0x7f;
constexpr unsigned more_follows = 0x80;
constexpr unsigned bits_of_a_byte = 7;
constexpr unsigned bits_of_a_number = 64;

void pack_location(Packer& out, const Location& location) {
    out.text(location.file);
    out.number(location.line);
    out.number(location.column);
}

Location unpack_location(Unpacker& in) {
    Location location;
    location.file = in.text();
    location.line = static_cast<std::uint32_t>(in.number());
    location.column = static_cast<std::uint32_t>(in.number());
    return location;
}

/// How many zeros begin there.
std::size_t zeros_at(std::string_view bytes, std::size_t begin) {
    constexpr std::string_view eight("\0\0\0\0\0\0\0\0", 8);
    std::size_t at = begin;
    while (bytes.substr(at, eight.size()) == eight) at += eight.size();
    while (at < bytes.size() && bytes[at] == '\0') ++at;
    return at - begin;
}

}  // namespace

void Packer::number(std::uint64_t value) {
    for (; value > low_bits; value >>= bits_of_a_byte) {
        bytes_ += static_cast<char>((value & low_bits) | more_follows);
    }
    bytes_ += static_cast<char>(value);
}

void Packer::signed_number(std::int64_t value) {
    flag(value < 0);
    const auto bits = static_cast<std::uint64_t>(value);
    number(value < 0 ? ~bits : bits);
}

void Packer::text(std::string_view value) {
    number(value.size());
    bytes_ += value;
}

void Packer::texts(const std::set<std::string>& values) {
    number(values.size());
    for (const std::string& value : values) text(value);
}

void Packer::sparse(std::string_view bytes) {
    constexpr std::size_t worth_it = 16;
    number(bytes.size());
    std::size_t packed = 0;
    for (std::size_t at = 0; packed < bytes.size();) {
        at = std::min(bytes.find('\0', at), bytes.size());
        const std::size_t zeros = zeros_at(bytes, at);
        const bool is_worth_it = zeros >= worth_it;
        if (!is_worth_it) {
            at += zeros;
            if (at < bytes.size()) continue;
        }
        text(bytes.substr(packed, at - packed));
        number(is_worth_it ? zeros : 0);
        if (is_worth_it) at += zeros;
        packed = at;
    }
}

void Packer::diagnostic(const Diagnostic& value) {
    number(static_cast<std::uint64_t>(value.severity));
    number(static_cast<std::uint64_t>(value.code));
    pack_location(*this, value.location);
    text(value.message);
    number(value.notes.size());
    for (const Note& note : value.notes) {
        pack_location(*this, note.location);
        text(note.message);
    }
    text(value.hint);
    text(value.source_line);
    number(value.hint_commands.size());
    for (const std::uint32_t command : value.hint_commands) number(command);
}

void Packer::diagnostics(std::span<const Diagnostic> values) {
    number(values.size());
    for (const Diagnostic& each : values) diagnostic(each);
}

void Packer::dependent(const Dependent& value) {
    number(static_cast<std::uint64_t>(value.kind));
    text(value.table);
    text(value.name);
}

std::uint64_t Unpacker::number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < bits_of_a_number; shift += bits_of_a_byte) {
        if (left_.empty()) break;
        const auto byte = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & low_bits) << shift;
        if ((byte & more_follows) == 0) return value;
    }
    throw NotPacked();
}

std::int64_t Unpacker::signed_number() {
    const bool is_negative = flag();
    const std::uint64_t bits = number();
    return static_cast<std::int64_t>(is_negative ? ~bits : bits);
}

std::size_t Unpacker::number_below(std::size_t bound) {
    const std::uint64_t value = number();
    if (value >= bound) throw NotPacked();
    return static_cast<std::size_t>(value);
}

std::size_t Unpacker::count() {
    const std::uint64_t value = number();
    if (value > left_.size()) throw NotPacked();
    return static_cast<std::size_t>(value);
}

std::string_view Unpacker::view() {
    const std::size_t size = count();
    const std::string_view value = left_.substr(0, size);
    left_.remove_prefix(size);
    return value;
}

std::set<std::string> Unpacker::texts() {
    std::set<std::string> values;
    for (std::size_t left = count(); left > 0; --left) values.insert(values.end(), text());
    return values;
}

std::string Unpacker::sparse() {
    constexpr std::size_t most = (std::size_t{64} << 20U) + 1;
    const std::size_t size = number_below(most);
    std::string bytes;
    bytes.reserve(size);
    while (bytes.size() < size) {
        bytes += view();
        bytes.append(number_below(size - std::min(size, bytes.size()) + 1), '\0');
    }
    if (bytes.size() != size) throw NotPacked();
    return bytes;
}

Diagnostic Unpacker::diagnostic() {
    Diagnostic value;
    value.severity = static_cast<Severity>(number_below(3));
    value.code = static_cast<Code>(number_below(std::size_t{1} << 16U));
    value.location = unpack_location(*this);
    value.message = text();
    for (std::size_t left = count(); left > 0; --left) {
        Note note;
        note.location = unpack_location(*this);
        note.message = text();
        value.notes.push_back(std::move(note));
    }
    value.hint = text();
    value.source_line = text();
    for (std::size_t left = count(); left > 0; --left) {
        value.hint_commands.push_back(static_cast<std::uint32_t>(number()));
    }
    return value;
}

std::vector<Diagnostic> Unpacker::diagnostics() {
    std::vector<Diagnostic> values;
    for (std::size_t left = count(); left > 0; --left) values.push_back(diagnostic());
    return values;
}

Dependent Unpacker::dependent() {
    constexpr auto kinds = static_cast<std::uint64_t>(Dependent::Kind::foreign_keys) + 1;
    Dependent value;
    value.kind = static_cast<Dependent::Kind>(number_below(kinds));
    value.table = text();
    value.name = text();
    return value;
}

}  // namespace kiln::tool
