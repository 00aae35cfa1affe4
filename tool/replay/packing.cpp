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
    while (!bytes.empty()) {
        std::size_t filled = 0;
        std::size_t zeros = 0;
        for (std::size_t i = 0; i < bytes.size() && zeros < worth_it; ++i) {
            zeros = bytes[i] == '\0' ? zeros + 1 : 0;
            filled = i + 1 - zeros;
        }
        if (zeros < worth_it) {
            filled = bytes.size();
            zeros = 0;
        } else {
            const std::size_t end = bytes.find_first_not_of('\0', filled);
            zeros = std::min(end, bytes.size()) - filled;
        }
        text(bytes.substr(0, filled));
        number(zeros);
        bytes.remove_prefix(filled + zeros);
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

std::uint64_t Unpacker::number_below(std::uint64_t bound) {
    const std::uint64_t value = number();
    if (value >= bound) throw NotPacked();
    return value;
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
    constexpr std::uint64_t most = (std::uint64_t{64} << 20U) + 1;
    const auto size = static_cast<std::size_t>(number_below(most));
    std::string bytes;
    bytes.reserve(size);
    while (bytes.size() < size) {
        bytes += view();
        bytes.append(
            static_cast<std::size_t>(number_below(size - std::min(size, bytes.size()) + 1)), '\0');
    }
    if (bytes.size() != size) throw NotPacked();
    return bytes;
}

Diagnostic Unpacker::diagnostic() {
    Diagnostic value;
    value.severity = static_cast<Severity>(number_below(3));
    value.code = static_cast<Code>(number_below(std::uint64_t{1} << 16U));
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

Dependent Unpacker::dependent() {
    constexpr auto kinds = static_cast<std::uint64_t>(Dependent::Kind::foreign_keys) + 1;
    Dependent value;
    value.kind = static_cast<Dependent::Kind>(number_below(kinds));
    value.table = text();
    value.name = text();
    return value;
}

}  // namespace kiln::tool
