#include "src/schema/fingerprint.hpp"

#include "src/database/version_table.hpp"
#include "src/schema/definition.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/hash.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln {
namespace {

constexpr int fingerprint_bytes = 5;

/// Ends each part: no SQL holds it.
constexpr char part_end = '\0';

void add_part(std::string& text, std::string_view part) {
    text += part;
    text += part_end;
}

void add_sorted(std::string& text, std::vector<std::string> parts) {
    std::sort(parts.begin(), parts.end());
    for (const std::string& part : parts) add_part(text, part);
    text += part_end;
}

template <class Piece>
std::vector<std::string> normals(const std::vector<Piece>& pieces) {
    std::vector<std::string> texts;
    texts.reserve(pieces.size());
    for (const SqlPiece& piece : pieces) texts.push_back(piece.normal);
    return texts;
}

void add_table(std::string& text, const TableDefinition& table) {
    std::vector<std::string> columns;
    columns.reserve(table.columns.size());
    for (const ColumnDefinition& column : table.columns) {
        std::string& own = columns.emplace_back();
        add_part(own, folded(column.name));
        add_part(own, column.type);
        add_sorted(own, normals(column.attributes));
    }
    add_sorted(text, std::move(columns));
    add_sorted(text, normals(table.constraints));
    add_sorted(text, normals(table.options));
}

/// The same for groups that differ in nothing that counts.
std::string text_of_group(const Schema& schema, const std::vector<SchemaObject>& group) {
    std::string text;
    for (const SchemaObject& object : group) {
        text += static_cast<char>('0' + static_cast<int>(object.kind));
        add_part(text, folded(object.name));
        if (object.kind == SchemaObject::Kind::table) {
            add_table(text, parse_table(object, schema));
        } else {
            add_part(text, parse_body(object.sql, group.front().sql).normal);
        }
    }
    return text;
}

std::set<std::string> implied_parents_of(const std::vector<SchemaObject>& group) {
    std::set<std::string> parents;
    if (group.front().kind != SchemaObject::Kind::table) return parents;
    for (const Constraint& constraint : parse_table(group.front().sql).constraints) {
        if (constraint.parent_columns_at) parents.insert(folded(unquoted(constraint.parent)));
    }
    return parents;
}

void put_number(std::string& out, std::uint32_t number) {
    for (; number >= 0x80; number >>= 7) out += static_cast<char>((number & 0x7f) | 0x80);
    out += static_cast<char>(number);
}

Range<Text> script_at(const MigrationTable& table, std::uint32_t position) {
    if (position >= table.migrations.size()) return {};
    for (const DialectScripts& scripts : table.migrations[position].scripts) {
        if (scripts.dialect == Dialect::sqlite) return scripts.upgrade.pieces;
    }
    return {};
}

std::string joined(Range<Text> pieces) {
    std::string text;
    for (const Text& piece : pieces) text.append(piece.data(), piece.size());
    return text;
}

/// What the token at `offset` of a script names; nothing behind its end.
std::string name_at(Range<Text> pieces, std::size_t offset) {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (offset >= pieces[i].size()) {
            offset -= pieces[i].size();
            continue;
        }
        std::string text(pieces[i].data() + offset, pieces[i].size() - offset);
        if (i + 1 < pieces.size()) text.append(pieces[i + 1].data(), pieces[i + 1].size());
        SqlLexer lexer(text, SqlRules::sqlite);
        return unquoted(lexer.text(lexer.next_code()));
    }
    return {};
}

/// Where name_at() finds the name; nothing where that is not among the first hundred places.
std::optional<std::uint32_t> place_of(const std::string& name, Range<Text> pieces) {
    const std::string text = joined(pieces);
    std::size_t at = text.find(name);
    for (int tries = 0; tries < 100 && at != text.npos && !name.empty(); ++tries) {
        // The second is the quote in front of it.
        if (name_at(pieces, at) == name) return static_cast<std::uint32_t>(at);
        if (at > 0 && name_at(pieces, at - 1) == name) return static_cast<std::uint32_t>(at - 1);
        at = text.find(name, at + 1);
    }
    return std::nullopt;
}

/// Reads what packed() wrote; `fault` where it goes on otherwise.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

    bool at_end() const { return rest_.empty(); }

    std::string_view bytes(std::size_t size) {
        if (size > rest_.size()) fault = true;
        const std::string_view out = rest_.substr(0, size);
        rest_.remove_prefix(out.size());
        return out;
    }

    std::uint32_t number() {
        std::uint32_t out = 0;
        for (unsigned shift = 0; shift < 32; shift += 7) {
            const std::string_view byte = bytes(1);
            if (byte.empty()) break;
            const auto value = static_cast<unsigned char>(byte.front());
            out |= static_cast<std::uint32_t>(value & 0x7f) << shift;
            if (value < 0x80) return out;
        }
        fault = true;
        return 0;
    }

    Fingerprint fingerprint() {
        Fingerprint out = 0;
        for (const char c : bytes(fingerprint_bytes)) {
            out = out << 8 | static_cast<unsigned char>(c);
        }
        return out;
    }

    bool fault = false;

private:
    std::string_view rest_;
};

}  // namespace

Fingerprint fingerprint_of(const Schema& schema, const std::string& group) {
    const auto found = schema.groups.find(group);
    if (found == schema.groups.end()) return no_table;
    const std::uint64_t hash =
        hash_of(text_of_group(schema, found->second)) >> (64 - 8 * fingerprint_bytes);
    return hash == no_table ? 1 : hash;
}

SchemaHistory::SchemaHistory(std::vector<TableHistory> tables, const Schema& now) {
    for (TableHistory& table : tables) {
        std::string name = folded(table.table);
        tables_.emplace(std::move(name), std::move(table));
    }
    for (const auto& [table, group] : now.groups) {
        implied_parents_[table] = implied_parents_of(group);
    }
}

void SchemaHistory::add(std::uint32_t position, const Schema& schema,
                        const std::set<std::string>& changed) {
    for (const std::string& table : changed) {
        const auto group = schema.groups.find(table);
        if (group == schema.groups.end()) {
            implied_parents_.erase(table);
        } else {
            implied_parents_[table] = implied_parents_of(group->second);
        }
        add(position, schema, table);
    }
    for (const auto& [table, parents] : implied_parents_) {
        const bool may_differ =
            std::any_of(parents.begin(), parents.end(),
                        [&](const std::string& parent) { return changed.count(parent) != 0; });
        if (may_differ && changed.count(table) == 0) add(position, schema, table);
    }
}

void SchemaHistory::add(std::uint32_t position, const Schema& schema, const std::string& table) {
    if (table == default_version_table || table == history_table || table == compatible_table) {
        return;
    }
    const auto group = schema.groups.find(table);
    const bool is_there = group != schema.groups.end() && !group->second.front().is_shadow;
    const Fingerprint now = is_there ? fingerprint_of(schema, table) : no_table;
    const auto known = tables_.find(table);
    if (known == tables_.end()) {
        if (now == no_table) return;
        tables_.emplace(table, TableHistory{group->second.front().name, {{position, now}}});
        return;
    }
    std::vector<TableVersion>& versions = known->second.versions;
    if (versions.back().fingerprint != now) versions.push_back({position, now});
}

std::vector<TableHistory> SchemaHistory::tables() const {
    std::vector<TableHistory> out;
    out.reserve(tables_.size());
    for (const auto& [name, history] : tables_) out.push_back(history);
    return out;
}

std::string packed(const std::vector<TableHistory>& tables, const MigrationTable& table) {
    std::string out;
    for (const TableHistory& history : tables) {
        put_number(out, static_cast<std::uint32_t>(history.versions.size()));
        std::uint32_t last = 0;
        for (const TableVersion& version : history.versions) {
            put_number(out, version.position - last);
            last = version.position;
            for (int byte = fingerprint_bytes - 1; byte >= 0; --byte) {
                out += static_cast<char>(version.fingerprint >> (8 * byte) & 0xff);
            }
        }
        const auto place =
            place_of(history.table, script_at(table, history.versions.front().position));
        put_number(out, place ? *place + 1 : 0);
        if (place) continue;
        put_number(out, static_cast<std::uint32_t>(history.table.size()));
        out += history.table;
    }
    return out;
}

std::vector<TableHistory> unpacked(const MigrationTable& table) {
    const std::string bytes = joined(table.fingerprints);
    Unpacker in(bytes);
    std::vector<TableHistory> tables;
    while (!in.at_end() && !in.fault) {
        TableHistory history;
        std::uint32_t position = 0;
        for (std::uint32_t left = in.number(); left > 0 && !in.fault; --left) {
            position += in.number();
            history.versions.push_back({position, in.fingerprint()});
        }
        const std::uint32_t place = in.number();
        if (in.fault || history.versions.empty()) return {};
        history.table =
            place == 0 ? std::string(in.bytes(in.number()))
                       : name_at(script_at(table, history.versions.front().position), place - 1);
        in.fault |= history.table.empty();
        tables.push_back(std::move(history));
    }
    if (in.fault) tables.clear();
    return tables;
}

}  // namespace kiln
