#include "tool/bake/bake.hpp"

#include "tool/bake/literal.hpp"
#include "tool/bake/reserved_words.hpp"
#include "tool/command_line/sql_script.hpp"
#include "tool/project/dialect_names.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {
namespace {

constexpr std::string_view banner =
    "// Written by kiln from the revision files; changes here are lost.\n";

constexpr std::string_view literal_indent = "        ";

/// Text with its length as C++ writes it; in braces unless it is flat.
struct TextElement {
    std::string_view text;
    bool flat = false;
};

/// Elements of an array.
struct Slice {
    std::string_view array;
    std::size_t begin = 0;
    std::size_t size = 0;
};

void put(std::string& out, std::string_view part) { out += part; }
template <std::size_t size>
void put(std::string& out, const char (&part)[size]) {
    out.append(part, size - 1);
}
void put(std::string& out, std::size_t part) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), part).ptr;
    out.append(digits.data(), end);
}
void put(std::string& out, const TextElement& part) {
    if (part.text.empty() && !part.flat) {
        out += "{}";
        return;
    }
    if (!part.flat) out += '{';
    append_literal(out, part.text, literal_indent);
    out += ", ";
    put(out, part.text.size());
    if (!part.flat) out += '}';
}
void put(std::string& out, const Slice& part) {
    if (part.size == 0) {
        out += "{}";
        return;
    }
    out += '{';
    out += part.array;
    out += " + ";
    put(out, part.begin);
    out += ", ";
    put(out, part.size);
    out += '}';
}

/// Its parts, one behind the other: a table of 10,000 revisions is built of a million of these, for
/// which a format string is slow and, in braces, hard to read.
template <class... Parts>
void append(std::string& out, const Parts&... parts) {
    (put(out, parts), ...);
}

template <class... Parts>
std::string joined(const Parts&... parts) {
    std::string out;
    append(out, parts...);
    return out;
}

constexpr std::string_view bool_text(bool value) { return value ? "true" : "false"; }

enum class Bound : std::uint8_t { counted, written };

/// An array that is written element by element and then cut into slices. No array of zero
/// elements is written, and a slice of none is `{}`.
class ArrayWriter {
public:
    ArrayWriter(std::string_view type, std::string_view name) : type_(type), name_(name) {}

    template <class... Parts>
    void add(const Parts&... parts) {
        append(elements_, "    ", parts..., ",\n");
        ++size_;
    }
    std::size_t size() const { return size_; }
    std::size_t bytes() const { return elements_.size(); }
    /// The elements since `begin`.
    Slice slice(std::size_t begin) const { return {name_, begin, size_ - begin}; }
    /// An array whose elements point to each other has to say how long it is.
    void append_definition(std::string& out, Bound bound = Bound::counted) const {
        if (size_ == 0) return;
        append(out, type_, " ", name_, "[");
        if (bound == Bound::written) put(out, size_);
        append(out, "] = {\n", elements_, "};\n");
    }

private:
    std::string_view type_;
    std::string_view name_;
    std::string elements_;
    std::size_t size_ = 0;
};

/// Without its folder: the same input gives the same bytes wherever it lies.
std::string_view file_name(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// `::kiln::revision<"id", "target">`
std::string revision_class(const Migration& migration, const BakeNames& names) {
    return fmt::format("::kiln::revision<\"{}\", \"{}\">", std::string_view(migration.revision),
                       names.target);
}

/// That each function is defined elsewhere: without it the compiler would look for a general one.
std::string code_declarations(const MigrationTable& table, const BakeNames& names) {
    std::string out;
    for (const Migration& migration : table.migrations) {
        if (!migration.is_code) continue;
        const std::string name = revision_class(migration, names).substr(2);
        append(out, "template <>\nvoid ", name, "::upgrade(::kiln::Operations&);\n");
        if (migration.scripts.empty() || !migration.scripts[0].reversible) continue;
        append(out, "template <>\nvoid ", name, "::downgrade(::kiln::Operations&);\n");
    }
    return out.empty() ? out : out + "\n";
}

/// The source's arrays, filled revision by revision.
class SourceWriter {
public:
    SourceWriter(const MigrationTable& table, const BakeNames& names)
        : table_(table), names_(names) {
        for (const Migration& migration : table.migrations) add(migration);
    }

    void append_to(std::string& out) {
        ArrayWriter snapshot("constexpr ::kiln::Text", "snapshot");
        for (const Text& piece : table_.snapshot) {
            for (const std::string_view chunk : chunks(piece)) snapshot.add(TextElement{chunk});
        }
        std::size_t bytes = snapshot.bytes();
        for (const ArrayWriter* array : {&sql_, &texts_, &positions_, &scripts_, &migrations_}) {
            bytes += array->bytes();
        }
        out.reserve(out.size() + bytes + 4096);
        for (const ArrayWriter* array : {&sql_, &texts_, &positions_, &scripts_, &migrations_}) {
            array->append_definition(out);
            if (array->size() != 0) out += "\n";
        }
        ArrayWriter dialects("constexpr ::kiln::Dialect", "dialects");
        for (const Dialect dialect : table_.dialects) {
            dialects.add("::kiln::Dialect::", dialect_name(dialect));
        }
        ArrayWriter heads("constexpr std::uint32_t", "head_positions");
        for (const std::uint32_t head : table_.heads) heads.add(std::size_t{head});
        const std::size_t effective = heads.size();
        for (const std::uint32_t head : table_.real_heads) heads.add(std::size_t{head});
        const bool runs_code = has_code(table_);
        ArrayWriter drivers("constexpr ::kiln::DriverFunction", "drivers");
        for (const Dialect dialect : table_.dialects) {
            drivers.add("::kiln::", dialect_name(dialect), runs_code ? "_code_driver" : "_driver");
        }
        dialects.append_definition(out);
        out += "\n";
        drivers.append_definition(out);
        if (drivers.size() != 0) out += "\n";
        heads.append_definition(out);
        ArrayWriter fingerprints("constexpr ::kiln::Text", "fingerprints");
        for (const Text& piece : table_.fingerprints) {
            for (const std::string_view chunk : chunks(piece)) fingerprints.add(TextElement{chunk});
        }
        for (const ArrayWriter* array : {&snapshot, &fingerprints}) {
            if (array->size() != 0) out += "\n";
            array->append_definition(out);
        }
        append(out, "\nconstexpr ::kiln::MigrationTable table = {\n    ", migrations_.slice(0),
               ",\n    ", dialects.slice(0), ",\n    {head_positions, ", table_.heads.size(),
               "},\n    ", heads.slice(effective), ",\n    ", drivers.slice(0));
        // As many of those behind as one needs.
        const bool is_recognized = fingerprints.size() != 0 || runs_code;
        if (snapshot.size() != 0 || is_recognized) append(out, ",\n    ", snapshot.slice(0));
        if (is_recognized) append(out, ",\n    ", fingerprints.slice(0));
        if (runs_code) out += ",\n    &::kiln::detail::code_runner";
        out += ",\n};\n";
    }

private:
    Slice text_slice(Range<Text> values) {
        const std::size_t begin = texts_.size();
        for (const Text& value : values) texts_.add(TextElement{value});
        return texts_.slice(begin);
    }

    Slice position_slice(Range<std::uint32_t> values) {
        const std::size_t begin = positions_.size();
        for (const std::uint32_t value : values) positions_.add(std::size_t{value});
        return positions_.slice(begin);
    }

    Slice sql_slice(const Script& script) {
        const std::size_t begin = sql_.size();
        for (const Text& piece : script.pieces) {
            for (const std::string_view chunk : chunks(piece)) sql_.add(TextElement{chunk});
        }
        return sql_.slice(begin);
    }

    Slice script_slice(Range<DialectScripts> values) {
        const std::size_t begin = scripts_.size();
        for (const DialectScripts& each : values) {
            // In this order, whichever a compiler evaluates arguments in: the bytes depend on it.
            const Slice upgrade = sql_slice(each.upgrade);
            const Slice downgrade = sql_slice(each.downgrade);
            scripts_.add(
                "{::kiln::Dialect::", dialect_name(each.dialect), ", ", bool_text(each.reversible),
                ", {", upgrade, ", ", std::size_t{each.upgrade.line}, ", ",
                bool_text(each.upgrade.no_transaction), "}, {", downgrade, ", ",
                std::size_t{each.downgrade.line}, ", ", bool_text(each.downgrade.no_transaction),
                "},\n     ", TextElement{each.checksum}, "}");
        }
        return scripts_.slice(begin);
    }

    void add(const Migration& migration) {
        const Slice down_revisions = position_slice(migration.down_revisions);
        const Slice depends_on = position_slice(migration.depends_on);
        const Slice depends_on_names = text_slice(migration.depends_on_names);
        const Slice branch_labels = text_slice(migration.branch_labels);
        const Slice scripts = script_slice(migration.scripts);
        migrations_.add("{", TextElement{migration.revision}, ", ", TextElement{migration.message},
                        ", ", TextElement{migration.create_date}, ",\n     ",
                        TextElement{file_name(migration.file)}, ", ", down_revisions, ", ",
                        depends_on, ", ", depends_on_names, ", ", branch_labels, ", ", scripts,
                        rest(migration), "}");
    }

    std::string rest(const Migration& migration) const {
        const bool is_default = migration.min_compatible == no_position;
        if (is_default && !migration.is_code) return "";
        std::string out = is_default ? ", ::kiln::no_position"
                                     : joined(", ", std::size_t{migration.min_compatible});
        if (!migration.is_code) return out;
        const bool is_reversible = !migration.scripts.empty() && migration.scripts[0].reversible;
        append(out, ",\n     &", revision_class(migration, names_), "::upgrade, ");
        if (is_reversible) {
            append(out, "&", revision_class(migration, names_), "::downgrade");
        } else {
            out += "nullptr";
        }
        return out + ", true";
    }

    const MigrationTable& table_;
    const BakeNames& names_;
    ArrayWriter sql_{"constexpr ::kiln::Text", "sql"};
    ArrayWriter texts_{"constexpr ::kiln::Text", "texts"};
    ArrayWriter positions_{"constexpr std::uint32_t", "positions"};
    ArrayWriter scripts_{"constexpr ::kiln::DialectScripts", "scripts"};
    ArrayWriter migrations_{"constexpr ::kiln::Migration", "migration_list"};
};

/// Where the header has the ids of a revision's parents: one parent's is in its own revision, so
/// that only those of merges are written twice.
std::string parent_ids(const MigrationTable& table, const Migration& migration,
                       ArrayWriter& merge_parents) {
    const Range<std::uint32_t> parents = migration.down_revisions;
    if (parents.empty()) return "nullptr";
    if (parents.size() == 1) return joined("&revisions[", std::size_t{parents[0]}, "].revision");
    const std::size_t begin = merge_parents.size();
    for (const std::uint32_t parent : parents) {
        merge_parents.add(TextElement{table.migrations[parent].revision});
    }
    return joined("kiln_detail::merge_parents + ", begin);
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

}  // namespace

std::string bake_header(const MigrationTable& table, const BakeNames& names) {
    ArrayWriter parents("inline constexpr ::kiln::Text", "merge_parents");
    ArrayWriter positions("inline constexpr unsigned", "parent_positions");
    ArrayWriter revisions("inline constexpr ::kiln::Revision", "revisions");
    for (const Migration& migration : table.migrations) {
        for (const std::uint32_t parent : migration.down_revisions) {
            positions.add(std::size_t{parent});
        }
        revisions.add("{", TextElement{migration.revision, true}, ", ",
                      parent_ids(table, migration, parents), ", ", migration.down_revisions.size(),
                      ", ", TextElement{migration.message, true}, "}");
    }
    ArrayWriter heads("inline constexpr ::kiln::Text", "heads");
    for (const std::uint32_t head : table.heads) {
        heads.add(TextElement{table.migrations[head].revision});
    }

    std::string out = "#pragma once\n";
    out += banner;
    out += "\n#include <kiln/revision.hpp>\n\n";
    out += fmt::format("namespace {} {{\n\n", names.cpp_namespace);
    if (positions.size() != 0) {
        out += "namespace kiln_detail {\n";
        parents.append_definition(out);
        positions.append_definition(out);
        out += "}  // namespace kiln_detail\n\n";
    }
    out += "/// Every revision, each behind its parents.\n";
    revisions.append_definition(out, Bound::written);
    out += "\n";
    heads.append_definition(out);
    if (table.heads.size() == 1) {
        append(out, "inline constexpr ::kiln::Text head = ",
               TextElement{table.migrations[table.heads[0]].revision}, ";\n");
    }
    out += fmt::format("\nstatic_assert(::kiln::parents_come_first(revisions, {}));\n",
                       positions.size() == 0 ? "{}" : "kiln_detail::parent_positions");
    out += "\n/// The table for kiln::Migrator.\n";
    out += fmt::format("::kiln::MigrationTable migrations() noexcept;\n\n}}  // namespace {}\n",
                       names.cpp_namespace);
    return out;
}

std::string bake_source(const MigrationTable& table, const BakeNames& names) {
    std::string out(banner);
    out += fmt::format("\n#include <{}>\n\n#include <kiln/migration_table.hpp>\n", names.include);
    for (const Dialect dialect : table.dialects) {
        append(out, "#include <kiln/", dialect_name(dialect), ".hpp>\n");
    }
    if (has_code(table)) out += "#include <kiln/operations.hpp>\n";
    out += "\n" + code_declarations(table, names);
    out += fmt::format("namespace {} {{\nnamespace {{\n\n", names.cpp_namespace);
    SourceWriter(table, names).append_to(out);
    out += fmt::format(
        "\n}}  // namespace\n\n"
        "::kiln::MigrationTable migrations() noexcept {{ return table; }}\n\n"
        "}}  // namespace {}\n",
        names.cpp_namespace);
    return out;
}

bool is_cpp_namespace(std::string_view text) {
    while (true) {
        const std::size_t colons = text.find("::");
        const std::string_view part = text.substr(0, colons);
        if (!is_identifier(part) || is_reserved_word(part) || part.starts_with("__")) return false;
        if (colons == std::string_view::npos) return true;
        text.remove_prefix(colons + 2);
    }
}

}  // namespace kiln::tool
