#include "tool/bake/bake.hpp"

#include "tool/bake/literal.hpp"
#include "tool/script/dialect_names.hpp"

#include <fmt/format.h>

#include <iterator>

namespace kiln::tool {
namespace {

constexpr std::string_view banner =
    "// Written by kiln from the revision files; changes here are lost.\n";

/// Its parts, one behind the other: a table of 10,000 revisions is built of a million of these, for
/// which a format string is slow and, in braces, hard to read.
template <class... Parts>
std::string joined(const Parts&... parts) {
    std::string out;
    out.reserve((std::string_view(parts).size() + ...));
    (out.append(std::string_view(parts)), ...);
    return out;
}

constexpr std::string_view bool_text(bool value) { return value ? "true" : "false"; }

constexpr std::string_view literal_indent = "        ";

std::string literal(std::string_view text) {
    std::string out;
    append_literal(out, text, literal_indent);
    return out;
}

enum class Bound : std::uint8_t { counted, written };

/// An array that is written element by element and then cut into slices. No array of zero
/// elements is written, and a slice of none is `{}`.
class ArrayWriter {
public:
    ArrayWriter(std::string type, std::string name)
        : type_(std::move(type)), name_(std::move(name)) {}

    void add(std::string_view element) {
        elements_ += joined("    ", element, ",\n");
        ++size_;
    }
    /// The same for text: long SQL is written once, where it stays.
    void add_text(std::string_view text) {
        if (text.empty()) return add("{}");
        elements_ += "    {";
        append_literal(elements_, text, literal_indent);
        elements_ += joined(", ", std::to_string(text.size()), "},\n");
        ++size_;
    }
    std::size_t size() const { return size_; }
    /// The elements since `begin`.
    std::string slice(std::size_t begin) const {
        return begin == size_ ? "{}"
                              : joined("{", name_, " + ", std::to_string(begin), ", ",
                                       std::to_string(size_ - begin), "}");
    }
    std::string whole() const { return slice(0); }
    /// An array whose elements point to each other has to say how long it is.
    std::string definition(Bound bound = Bound::counted) const {
        if (size_ == 0) return "";
        return joined(type_, " ", name_, "[", bound == Bound::written ? std::to_string(size_) : "",
                      "] = {\n", elements_, "};\n");
    }

private:
    std::string type_;
    std::string name_;
    std::string elements_;
    std::size_t size_ = 0;
};

std::string text_element(std::string_view text) {
    return text.empty() ? "{}" : joined("{", literal(text), ", ", std::to_string(text.size()), "}");
}

/// Without its folder: the same input gives the same bytes wherever it lies.
std::string_view file_name(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// The source's arrays, filled revision by revision.
class SourceWriter {
public:
    explicit SourceWriter(const MigrationTable& table) : table_(table) {
        for (const Migration& migration : table.migrations) add(migration);
    }

    std::string text() {
        std::string out;
        for (const ArrayWriter* array : {&sql_, &texts_, &positions_, &scripts_, &migrations_}) {
            const std::string definition = array->definition();
            if (!definition.empty()) out += definition + "\n";
        }
        ArrayWriter dialects("constexpr ::kiln::Dialect", "dialects");
        for (const Dialect dialect : table_.dialects) {
            dialects.add(fmt::format("::kiln::Dialect::{}", dialect_name(dialect)));
        }
        ArrayWriter heads("constexpr std::uint32_t", "head_positions");
        for (const std::uint32_t head : table_.heads) heads.add(std::to_string(head));
        const std::size_t effective = heads.size();
        for (const std::uint32_t head : table_.effective_heads) heads.add(std::to_string(head));
        out += dialects.definition() + "\n" + heads.definition() + "\n";
        out += fmt::format(
            "constexpr ::kiln::MigrationTable table = {{\n    {},\n    {},\n    {{head_positions, "
            "{}}},\n"
            "    {},\n}};\n",
            migrations_.whole(), dialects.whole(), table_.heads.size(), heads.slice(effective));
        return out;
    }

private:
    std::string text_slice(Range<Text> values) {
        const std::size_t begin = texts_.size();
        for (const Text& value : values) texts_.add_text(value);
        return texts_.slice(begin);
    }

    std::string position_slice(Range<std::uint32_t> values) {
        const std::size_t begin = positions_.size();
        for (const std::uint32_t value : values) positions_.add(std::to_string(value));
        return positions_.slice(begin);
    }

    std::string script(const Script& script) {
        const std::size_t begin = sql_.size();
        for (const Text& piece : script.pieces) {
            for (const std::string_view chunk : chunks(piece)) sql_.add_text(chunk);
        }
        return joined("{", sql_.slice(begin), ", ", std::to_string(script.line), ", ",
                      bool_text(script.no_transaction), "}");
    }

    // Each slice is cut in a statement of its own: compilers differ in the order in which they
    // evaluate arguments, and so the bytes would.
    std::string script_slice(Range<DialectScripts> values) {
        const std::size_t begin = scripts_.size();
        for (const DialectScripts& each : values) {
            const std::string upgrade = script(each.upgrade);
            const std::string downgrade = script(each.downgrade);
            scripts_.add(joined("{::kiln::Dialect::", dialect_name(each.dialect), ", ",
                                bool_text(each.reversible), ", ", upgrade, ", ", downgrade,
                                ",\n     ", text_element(each.checksum), "}"));
        }
        return scripts_.slice(begin);
    }

    void add(const Migration& migration) {
        const std::string down_revisions = position_slice(migration.down_revisions);
        const std::string depends_on = position_slice(migration.depends_on);
        const std::string depends_on_names = text_slice(migration.depends_on_names);
        const std::string branch_labels = text_slice(migration.branch_labels);
        const std::string scripts = script_slice(migration.scripts);
        migrations_.add(
            joined("{", text_element(migration.revision), ", ", text_element(migration.message),
                   ", ", text_element(migration.create_date), ",\n     ",
                   text_element(file_name(migration.file)), ", ", down_revisions, ", ", depends_on,
                   ", ", depends_on_names, ", ", branch_labels, ", ", scripts, "}"));
    }

    const MigrationTable& table_;
    ArrayWriter sql_{"constexpr ::kiln::Text", "sql"};
    ArrayWriter texts_{"constexpr ::kiln::Text", "texts"};
    ArrayWriter positions_{"constexpr std::uint32_t", "positions"};
    ArrayWriter scripts_{"constexpr ::kiln::DialectScripts", "scripts"};
    ArrayWriter migrations_{"constexpr ::kiln::Migration", "migration_list"};
};

/// Text as two arguments.
std::string flat_text(std::string_view text) {
    return joined(literal(text), ", ", std::to_string(text.size()));
}

/// Where the header has the ids of a revision's parents: one parent's is in its own revision, so
/// that only those of merges are written twice.
std::string parent_ids(const MigrationTable& table, const Migration& migration,
                       ArrayWriter& merge_parents) {
    const Range<std::uint32_t> parents = migration.down_revisions;
    if (parents.empty()) return "nullptr";
    if (parents.size() == 1) return fmt::format("&revisions[{}].revision", parents[0]);
    const std::size_t begin = merge_parents.size();
    for (const std::uint32_t parent : parents) {
        merge_parents.add(text_element(table.migrations[parent].revision));
    }
    return fmt::format("kiln_detail::merge_parents + {}", begin);
}

bool is_identifier(std::string_view text) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    if (text.empty() || !letter(text[0])) return false;
    for (const char c : text) {
        if (!letter(c) && (c < '0' || c > '9')) return false;
    }
    return true;
}

bool is_keyword(std::string_view text) {
    static constexpr std::string_view keywords[] = {"alignas",
                                                    "alignof",
                                                    "and",
                                                    "and_eq",
                                                    "asm",
                                                    "auto",
                                                    "bitand",
                                                    "bitor",
                                                    "bool",
                                                    "break",
                                                    "case",
                                                    "catch",
                                                    "char",
                                                    "char16_t",
                                                    "char32_t",
                                                    "char8_t",
                                                    "class",
                                                    "co_await",
                                                    "co_return",
                                                    "co_yield",
                                                    "compl",
                                                    "concept",
                                                    "const",
                                                    "const_cast",
                                                    "consteval",
                                                    "constexpr",
                                                    "constinit",
                                                    "continue",
                                                    "decltype",
                                                    "default",
                                                    "delete",
                                                    "do",
                                                    "double",
                                                    "dynamic_cast",
                                                    "else",
                                                    "enum",
                                                    "explicit",
                                                    "export",
                                                    "extern",
                                                    "false",
                                                    "float",
                                                    "for",
                                                    "friend",
                                                    "goto",
                                                    "if",
                                                    "inline",
                                                    "int",
                                                    "long",
                                                    "mutable",
                                                    "namespace",
                                                    "new",
                                                    "noexcept",
                                                    "not",
                                                    "not_eq",
                                                    "nullptr",
                                                    "operator",
                                                    "or",
                                                    "or_eq",
                                                    "private",
                                                    "protected",
                                                    "public",
                                                    "register",
                                                    "reinterpret_cast",
                                                    "requires",
                                                    "return",
                                                    "short",
                                                    "signed",
                                                    "sizeof",
                                                    "static",
                                                    "static_assert",
                                                    "static_cast",
                                                    "struct",
                                                    "switch",
                                                    "template",
                                                    "this",
                                                    "thread_local",
                                                    "throw",
                                                    "true",
                                                    "try",
                                                    "typedef",
                                                    "typeid",
                                                    "typename",
                                                    "union",
                                                    "unsigned",
                                                    "using",
                                                    "virtual",
                                                    "void",
                                                    "volatile",
                                                    "wchar_t",
                                                    "while",
                                                    "xor",
                                                    "xor_eq",
                                                    "kiln",
                                                    "std"};
    for (const std::string_view keyword : keywords) {
        if (keyword == text) return true;
    }
    return false;
}

}  // namespace

std::string bake_header(const MigrationTable& table, const BakeNames& names) {
    ArrayWriter parents("inline constexpr ::kiln::Text", "merge_parents");
    ArrayWriter positions("inline constexpr unsigned", "parent_positions");
    ArrayWriter revisions("inline constexpr ::kiln::Revision", "revisions");
    for (const Migration& migration : table.migrations) {
        for (const std::uint32_t parent : migration.down_revisions) {
            positions.add(std::to_string(parent));
        }
        revisions.add(joined("{", flat_text(migration.revision), ", ",
                             parent_ids(table, migration, parents), ", ",
                             std::to_string(migration.down_revisions.size()), ", ",
                             flat_text(migration.message), "}"));
    }
    ArrayWriter heads("inline constexpr ::kiln::Text", "heads");
    for (const std::uint32_t head : table.heads) {
        heads.add(text_element(table.migrations[head].revision));
    }

    std::string out = "#pragma once\n";
    out += banner;
    out += "\n#include <kiln/revision.hpp>\n\n";
    out += fmt::format("namespace {} {{\n\n", names.cpp_namespace);
    if (positions.size() != 0) {
        out += fmt::format("namespace kiln_detail {{\n{}{}}}  // namespace kiln_detail\n\n",
                           parents.definition(), positions.definition());
    }
    out += "/// Every revision, each behind its parents.\n" + revisions.definition(Bound::written) +
           "\n";
    out += heads.definition();
    if (table.heads.size() == 1) {
        out += fmt::format("inline constexpr ::kiln::Text head = {};\n",
                           text_element(table.migrations[table.heads[0]].revision));
    }
    out += fmt::format("\nstatic_assert(::kiln::parents_come_first(revisions, {}));\n",
                       positions.size() == 0 ? "{}" : "kiln_detail::parent_positions");
    out += "\n/// The table for kiln::Migrator.\n";
    out +=
        fmt::format("const ::kiln::MigrationTable& migrations() noexcept;\n\n}}  // namespace {}\n",
                    names.cpp_namespace);
    return out;
}

std::string bake_source(const MigrationTable& table, const BakeNames& names) {
    std::string out(banner);
    out += fmt::format("\n#include <{}>\n\n#include <kiln/migration_table.hpp>\n\n", names.include);
    out += fmt::format("namespace {} {{\nnamespace {{\n\n", names.cpp_namespace);
    out += SourceWriter(table).text();
    out += fmt::format(
        "\n}}  // namespace\n\n"
        "const ::kiln::MigrationTable& migrations() noexcept {{ return table; }}\n\n"
        "}}  // namespace {}\n",
        names.cpp_namespace);
    return out;
}

bool is_cpp_namespace(std::string_view text) {
    while (true) {
        const std::size_t colons = text.find("::");
        const std::string_view part = text.substr(0, colons);
        if (!is_identifier(part) || is_keyword(part) || part.starts_with("__")) return false;
        if (colons == std::string_view::npos) return true;
        text.remove_prefix(colons + 2);
    }
}

}  // namespace kiln::tool
