#include "tool/project/owned_table.hpp"

#include "tool/project/checksum.hpp"

#include <kiln/sqlite.hpp>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kiln::tool {

/// Many small constant arrays in few allocations. A deque never moves what it holds.
template <class T>
class ArrayPool {
public:
    template <class Source>
    Range<T> add(const Source& values) {
        if (values.empty()) return {};
        arrays_.emplace_back(values.begin(), values.end());
        return {arrays_.back().data(), arrays_.back().size()};
    }

private:
    std::deque<std::vector<T>> arrays_;
};

namespace {

std::vector<Text> views(const std::vector<Placed>& placed) {
    std::vector<Text> out;
    out.reserve(placed.size());
    for (const Placed& each : placed) out.emplace_back(each.text);
    return out;
}

}  // namespace

struct OwnedTable::Storage {
    std::vector<Migration> migrations;
    std::vector<Dialect> dialects;
    std::vector<DriverFunction> drivers;
    std::vector<std::uint32_t> heads;
    std::vector<std::uint32_t> real_heads;
    ArrayPool<std::uint32_t> positions;
    ArrayPool<Text> texts;
    ArrayPool<DialectScripts> scripts;
    std::deque<std::string> checksums;
    std::unordered_map<std::string_view, std::uint32_t> position_of;
    Checksums wanted = Checksums::computed;
    MigrationTable table;

    Script script(const Section* section) {
        if (section == nullptr) return {};
        Script script{{}, section->sql_line, section->no_transaction};
        if (!section->sql.empty()) script.pieces = texts.add(std::vector{Text(section->sql)});
        return script;
    }

    std::vector<std::string_view> ids(const std::vector<std::uint32_t>& at) const {
        std::vector<std::string_view> out;
        out.reserve(at.size());
        for (const std::uint32_t position : at) out.push_back(migrations[position].revision);
        return out;
    }

    DialectScripts scripts_for(const RevisionFile& file, const Graph& graph, std::size_t position,
                               Dialect dialect) {
        const Section* upgrade = file.section(Direction::upgrade, dialect);
        const Section* downgrade = file.section(Direction::downgrade, dialect);
        Text checksum;
        if (wanted == Checksums::computed) {
            checksums.push_back(revision_checksum(
                file.revision.text, ids(graph.down_revisions[position]),
                ids(graph.depends_on[position]),
                upgrade == nullptr ? std::string_view() : std::string_view(upgrade->sql), dialect));
            checksum = checksums.back();
        }
        return {dialect, downgrade != nullptr, script(upgrade), script(downgrade), checksum};
    }

    void add(const RevisionFile& file, const Graph& graph, std::size_t position) {
        std::vector<DialectScripts> each;
        each.reserve(dialects.size());
        for (const Dialect dialect : dialects) {
            each.push_back(scripts_for(file, graph, position, dialect));
        }
        Migration migration;
        migration.revision = file.revision.text;
        migration.message = file.message;
        migration.create_date = file.create_date;
        migration.file = file.path;
        migration.down_revisions = positions.add(graph.down_revisions[position]);
        migration.depends_on = positions.add(graph.depends_on[position]);
        migration.depends_on_names = texts.add(views(file.depends_on));
        migration.branch_labels = texts.add(views(file.branch_labels));
        migration.scripts = scripts.add(each);
        position_of.emplace(file.revision.text, static_cast<std::uint32_t>(position));
        const auto compatible = position_of.find(file.min_compatible.text);
        if (compatible != position_of.end()) migration.min_compatible = compatible->second;
        migrations.push_back(migration);
    }
};

OwnedTable::OwnedTable(std::span<const RevisionFile> files, const Graph& graph,
                       std::span<const Dialect> dialects, Checksums checksums)
    : storage_(std::make_unique<Storage>()) {
    Storage& storage = *storage_;
    storage.dialects.assign(dialects.begin(), dialects.end());
    for (const Dialect dialect : dialects) {
        if (dialect == Dialect::sqlite) storage.drivers.push_back(sqlite_driver);
    }
    storage.wanted = checksums;
    storage.heads = graph.heads;
    storage.real_heads = graph.real_heads;
    storage.migrations.reserve(graph.order.size());
    for (std::size_t position = 0; position < graph.order.size(); ++position) {
        storage.add(files[graph.order[position]], graph, position);
    }
    const auto range = [](const auto& vector) { return Range(vector.data(), vector.size()); };
    storage.table = {range(storage.migrations), range(storage.dialects), range(storage.heads),
                     range(storage.real_heads), range(storage.drivers)};
}

OwnedTable::OwnedTable(OwnedTable&&) noexcept = default;
OwnedTable& OwnedTable::operator=(OwnedTable&&) noexcept = default;
OwnedTable::~OwnedTable() = default;

const MigrationTable& OwnedTable::table() const { return storage_->table; }

}  // namespace kiln::tool
