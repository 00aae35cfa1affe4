#include "tool/project/owned_table.hpp"

#include "tool/project/checksum.hpp"
#include "tool/project/drivers.hpp"
#include "tool/project/linked_code.hpp"

#include <kiln/operations.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace kiln::tool {

/// Many small arrays in few allocations, none of which ever moves.
template <class T>
class ArrayPool {
public:
    template <class Source>
    std::span<T> add(const Source& values) {
        const std::size_t size = std::size(values);
        if (size == 0) return {};
        if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < size) {
            blocks_.emplace_back().reserve(std::max(size, block_size));
        }
        std::vector<T>& block = blocks_.back();
        block.insert(block.end(), std::begin(values), std::end(values));
        return {block.data() + block.size() - size, size};
    }

private:
    static constexpr std::size_t block_size = 512;
    std::vector<std::vector<T>> blocks_;
};

template <class T>
Range<T> range(std::span<T> array) {
    return {array.data(), array.size()};
}

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
    std::vector<DialectScripts> scripts;  ///< one for each dialect, of one migration after another
    std::deque<std::string> checksums;
    std::unordered_map<std::string_view, std::uint32_t> position_of;
    MigrationTable table;

    Script script(const Section* section) {
        if (section == nullptr) return {};
        Script script{{}, section->sql_line, section->no_transaction};
        if (!section->sql.empty()) {
            script.pieces = range(texts.add(std::array{Text(section->sql)}));
        }
        return script;
    }

    std::vector<std::string_view> ids(const std::vector<std::uint32_t>& at) const {
        std::vector<std::string_view> out;
        out.reserve(at.size());
        for (const std::uint32_t position : at) out.push_back(migrations[position].revision);
        return out;
    }

    /// The functions that this program has, where they are those of the file.
    void link(Migration& migration, Text checksum) {
        const Migration* linked = linked_code(migration.revision);
        if (linked == nullptr || linked->scripts[0].checksum != checksum) return;
        migration.upgrade = linked->upgrade;
        migration.downgrade = linked->downgrade;
    }

    Range<DialectScripts> add_scripts(const RevisionFile& file) {
        for (const Dialect dialect : dialects) {
            const Section* downgrade = file.section(Direction::downgrade, dialect);
            scripts.push_back({dialect, downgrade != nullptr,
                               script(file.section(Direction::upgrade, dialect)), script(downgrade),
                               Text()});
        }
        return {scripts.data() + scripts.size() - dialects.size(), dialects.size()};
    }

    void add(const RevisionFile& file, const Graph& graph, std::size_t position) {
        Migration migration;
        migration.revision = file.revision.text;
        migration.message = file.message;
        migration.create_date = file.create_date;
        migration.file = file.path;
        migration.down_revisions = range(positions.add(graph.down_revisions[position]));
        migration.depends_on = range(positions.add(graph.depends_on[position]));
        migration.depends_on_names = range(texts.add(views(file.depends_on)));
        migration.branch_labels = range(texts.add(views(file.branch_labels)));
        migration.scripts = add_scripts(file);
        migration.is_code = file.is_code;
        migrations.push_back(migration);
        if (!file.min_compatible.text.empty()) {
            migrations.back().min_compatible = position_named(file.min_compatible.text);
        }
    }

    /// Of those that were added already, by one walk over them when it is first asked for.
    std::uint32_t position_named(std::string_view revision) {
        for (std::size_t position = position_of.size(); position < migrations.size(); ++position) {
            position_of.emplace(migrations[position].revision,
                                static_cast<std::uint32_t>(position));
        }
        const auto found = position_of.find(revision);
        return found == position_of.end() ? no_position : found->second;
    }
};

OwnedTable::OwnedTable(std::span<const RevisionFile> files, const Graph& graph,
                       std::span<const Dialect> dialects, Checksums checksums)
    : storage_(std::make_unique<Storage>()) {
    Storage& storage = *storage_;
    storage.dialects.assign(dialects.begin(), dialects.end());
    storage.drivers = drivers_of(dialects);
    storage.heads = graph.heads;
    storage.real_heads = graph.real_heads;
    storage.migrations.reserve(graph.order.size());
    storage.scripts.reserve(graph.order.size() * dialects.size());
    for (std::size_t position = 0; position < graph.order.size(); ++position) {
        storage.add(files[graph.order[position]], graph, position);
    }
    const auto all = [](const auto& vector) { return Range(vector.data(), vector.size()); };
    storage.table = {all(storage.migrations), all(storage.dialects), all(storage.heads),
                     all(storage.real_heads), all(storage.drivers)};
    const auto is_code = [](const Migration& migration) { return migration.is_code; };
    if (std::ranges::any_of(storage.migrations, is_code)) {
        storage.table.run_code = &detail::code_runner;
    }
    if (checksums == Checksums::computed) add_checksums(files, graph);
}

void OwnedTable::add_checksums(std::span<const RevisionFile> files, const Graph& graph) {
    Storage& storage = *storage_;
    if (!storage.checksums.empty()) return;
    for (std::size_t i = 0; i < storage.scripts.size(); ++i) {
        DialectScripts& scripts = storage.scripts[i];
        const std::size_t position = i / storage.dialects.size();
        const RevisionFile& file = files[graph.order[position]];
        scripts.checksum = storage.checksums.emplace_back(
            revision_checksum(file, file.section(Direction::upgrade, scripts.dialect),
                              storage.ids(graph.down_revisions[position]),
                              storage.ids(graph.depends_on[position]), scripts.dialect));
        if (file.is_code) storage.link(storage.migrations[position], scripts.checksum);
    }
}

OwnedTable::OwnedTable(OwnedTable&&) noexcept = default;
OwnedTable& OwnedTable::operator=(OwnedTable&&) noexcept = default;
OwnedTable::~OwnedTable() = default;

const MigrationTable& OwnedTable::table() const { return storage_->table; }

}  // namespace kiln::tool
