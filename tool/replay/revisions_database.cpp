#include "tool/replay/revisions_database.hpp"

#include "src/plan/version_rows.hpp"
#include "tool/project/sha256.hpp"
#include "tool/replay/check_cache.hpp"
#include "tool/replay/kept_database.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/trial_basis.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/error.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// Covers all that has a say in what is made. Nothing where something has that is not known here:
/// an extension, or code.
std::optional<std::string> digest_of_database(const MigrationTable& table, const Options& options,
                                              const std::vector<bool>& applied) {
    if (options.connect || !had_in_memory().extensions.empty()) return std::nullopt;
    Packer basis;
    basis.text("database");
    pack_trial_basis(basis);
    basis.text(options.version_table);
    Sha256 digest;
    digest.add(basis.bytes());
    for (std::size_t position = 0; position < applied.size(); ++position) {
        if (!applied[position]) continue;
        const Migration& migration = table.migrations[position];
        if (migration.is_code) return std::nullopt;
        Packer out;
        out.text(migration.revision);
        for (const DialectScripts& scripts : migration.scripts) {
            if (scripts.dialect != Dialect::sqlite) continue;
            out.flag(scripts.upgrade.no_transaction);
            for (const Text& piece : scripts.upgrade.pieces) out.text(piece);
        }
        out.text("");
        digest.add(out.bytes());
    }
    return digest.hex();
}

std::optional<sqlite::Connection> kept_database_of(CheckCache& cache, const std::string& key) {
    const std::optional<std::string> content = cache.get(key);
    if (!content) return std::nullopt;
    try {
        sqlite::Connection database = open_in_memory();
        Unpacker in(*content);
        take_up_database(in, database.get());
        return database;
    } catch (const NotPacked&) {
        return std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

sqlite::Connection database_of_revisions(const MigrationTable& table, const Options& options,
                                         const std::vector<std::uint32_t>& revisions,
                                         const std::string& cache) {
    const std::vector<bool> applied = applied_set(table, revisions);
    const auto make = [&] { return database_at(table, options, rows_of(table, applied)); };
    const auto key = cache.empty() ? std::nullopt : digest_of_database(table, options, applied);
    if (!key) return make();
    CheckCache kept(cache);
    if (auto database = kept_database_of(kept, *key)) return *std::move(database);
    sqlite::Connection database = make();
    Packer out;
    if (keep_database(database.get(), out)) kept.put(*key, out.bytes());
    return database;
}

}  // namespace kiln::tool
