#pragma once
// Metadata as text in an object file, for builds that cannot run what they compile. The program
// kiln finds it there and makes its SQL.

#include <kiln/models/metadata.hpp>
#include <kiln/models/text_buffer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kiln::models {

/// JSON, written by constant expressions: neither std::string nor std::vector can be used there by
/// all compilers, and both are slow.
template <class Sink>
class MetadataText {
public:
    constexpr explicit MetadataText(Sink& sink) : sink_(sink) {}

    template <class... Parts>
    constexpr void write(const Metadata<Parts...>& metadata) {
        sink_.add("{\"parts\":[");
        metadata.parts.for_each([this](const auto& part) { this->write_part(part); });
        sink_.add("{}]}");
    }

private:
    template <class T, class... Options>
    constexpr void write_part(const Table<T, Options...>& table) {
        write_table(table);
    }
    template <std::size_t N>
    constexpr void write_part(const LeaveAlone<N>& tables) {
        sink_.add("{\"leave_alone\":[");
        for (std::size_t i = 0; i < N; ++i) {
            if (i > 0) sink_.add(",");
            string(tables.patterns[i]);
        }
        sink_.add("]},");
    }
    constexpr void write_part(const NamingConvention& naming) {
        sink_.add("{\"naming\":true");
        member("ix", naming.ix);
        member("uq", naming.uq);
        member("ck", naming.ck);
        member("fk", naming.fk);
        member("pk", naming.pk);
        sink_.add("},");
    }

    template <class... Plain>
    constexpr void write_table(const TableOf<Plain...>& table) {
        sink_.add("{\"model\":");
        number(table.model);
        member("table", table.name);
        sink_.add(",\"columns\":[");
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const Column& column = table.columns[i];
            sink_.add(i > 0 ? ",{\"nullable\":" : "{\"nullable\":");
            number(column.nullable ? 1 : 0);
            member("name", column.name);
            member("type", column.type);
            member("strict_type", column.strict_type);
            sink_.add("}");
        }
        sink_.add("],\"options\":[");
        table.options.for_each([this](const auto& option) { this->write_option(option); });
        sink_.add("{}]},");
    }

    constexpr void write_option(const PlainColumnOption& option) {
        begin("column");
        member("position", option.position);
        member("what", static_cast<std::size_t>(option.kind));
        member("text", option.text);
        member("number", option.number);
        sink_.add("},");
    }
    template <std::size_t N>
    constexpr void write_option(const PlainPrimaryKey<N>& key) {
        begin("primary_key");
        member("positions", key.positions);
        member("name", key.given_name);
        member("counts", std::size_t{key.counts});
        sink_.add("},");
    }
    template <std::size_t N>
    constexpr void write_option(const PlainUnique<N>& unique) {
        begin("unique");
        member("positions", unique.positions);
        member("name", unique.given_name);
        sink_.add("},");
    }
    template <std::size_t N>
    constexpr void write_option(const PlainForeignKey<N>& key) {
        begin("foreign_key");
        member("positions", key.positions);
        member("target_positions", key.target_positions);
        sink_.add(",\"target\":");
        number(key.target);
        member("name", key.given_name);
        member("deleted", static_cast<std::size_t>(key.deleted));
        member("updated", static_cast<std::size_t>(key.updated));
        member("deferred", std::size_t{key.is_deferred});
        sink_.add("},");
    }
    constexpr void write_option(const PlainCheck& check) {
        begin("check");
        member("condition", check.condition);
        member("name", check.given_name);
        sink_.add("},");
    }
    template <std::size_t N>
    constexpr void write_option(const PlainIndex<N>& index) {
        begin("index");
        sink_.add(",\"parts\":[");
        for (std::size_t i = 0; i < N; ++i) {
            const AnyIndexPart& part = index.parts[i];
            sink_.add(i > 0 ? ",{\"position\":" : "{\"position\":");
            number(part.position);
            member("expression", part.expression);
            member("collation", part.collation);
            member("descending", std::size_t{part.is_descending});
            sink_.add("}");
        }
        sink_.add("]");
        member("name", index.given_name);
        member("condition", index.condition);
        member("unique", std::size_t{index.is_unique});
        sink_.add("},");
    }
    constexpr void write_option(const PlainStrict&) { sink_.add("{\"kind\":\"strict\"},"); }
    constexpr void write_option(const PlainWithoutRowid&) {
        sink_.add("{\"kind\":\"without_rowid\"},");
    }
    constexpr void write_option(const PlainOrdered&) { sink_.add("{\"kind\":\"ordered\"},"); }
    constexpr void write_option(const PlainTableRenamed& renamed) {
        begin("renamed");
        member("old_name", renamed.old_name);
        sink_.add("},");
    }

    constexpr void begin(std::string_view kind) {
        sink_.add("{\"kind\":");
        string(kind);
    }
    constexpr void key(std::string_view name) {
        sink_.add(",\"");
        sink_.add(name);
        sink_.add("\":");
    }
    constexpr void member(std::string_view name, std::string_view text) {
        key(name);
        string(text);
    }
    constexpr void member(std::string_view name, std::size_t value) {
        key(name);
        number(value);
    }
    template <std::size_t N>
    constexpr void member(std::string_view name, const std::array<std::size_t, N>& values) {
        key(name);
        for (std::size_t i = 0; i < N; ++i) {
            sink_.add(i > 0 ? "," : "[");
            number(values[i]);
        }
        sink_.add("]");
    }

    constexpr void number(std::uint64_t value) {
        std::array<char, 20> digits{};
        std::size_t at = digits.size();
        do {
            digits[--at] = static_cast<char>('0' + value % 10);
            value /= 10;
        } while (value > 0);
        sink_.add({digits.data() + at, digits.size() - at});
    }

    constexpr void string(std::string_view text) {
        constexpr std::string_view digits = "0123456789abcdef";
        sink_.add("\"");
        while (!text.empty()) {
            const std::size_t plain = static_cast<std::size_t>(
                std::find_if(text.begin(), text.end(), is_special) - text.begin());
            sink_.add(text.substr(0, plain));
            text.remove_prefix(plain);
            if (text.empty()) break;
            const auto byte = static_cast<unsigned char>(text.front());
            sink_.add("\\u00");
            sink_.add(digits.substr(byte >> 4U, 1));
            sink_.add(digits.substr(byte & 15U, 1));
            text.remove_prefix(1);
        }
        sink_.add("\"");
    }
    static constexpr bool is_special(char c) {
        return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
    }

    Sink& sink_;
};

template <class Sink>
MetadataText(Sink&) -> MetadataText<Sink>;

/// In front of the text, which a NUL ends.
inline constexpr std::string_view embedded_mark = "kiln-models-1 ";

/// The text of the metadata that a stateless callable returns.
template <class Get>
consteval auto embed(Get /*get*/) {
    constexpr std::size_t size = [] {
        TextSize counter;
        MetadataText{counter}.write(Get{}());
        return counter.size;
    }();
    TextBuffer<embedded_mark.size() + size + 1> buffer;
    buffer.add(embedded_mark);
    MetadataText{buffer}.write(Get{}());
    return buffer.text;
}

}  // namespace kiln::models
