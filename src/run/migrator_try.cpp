#include "src/run/migrator_try.hpp"

#include <kiln/migrator.hpp>

namespace kiln {

Result<Migrator> Migrator::try_make(std::string_view url, const MigrationTable& table,
                                    Options options) noexcept {
    return attempt([&] { return Migrator(url, table, std::move(options)); });
}

Result<Migrator> Migrator::try_make(sqlite3* connection, const MigrationTable& table,
                                    Options options) noexcept {
    return attempt([&] { return Migrator(connection, table, std::move(options)); });
}

Result<State> Migrator::try_state() noexcept {
    return attempt([&] { return state(); });
}

Result<std::vector<std::string>> Migrator::try_current() noexcept {
    return attempt([&] { return current(); });
}

Result<std::vector<std::string>> Migrator::try_pending() noexcept {
    return attempt([&] { return pending(); });
}

Result<Plan> Migrator::try_plan_upgrade(std::string_view target) noexcept {
    return attempt([&] { return plan_upgrade(target); });
}

Result<Plan> Migrator::try_plan_downgrade(std::string_view target) noexcept {
    return attempt([&] { return plan_downgrade(target); });
}

Result<Report> Migrator::try_upgrade(std::string_view target) noexcept {
    return attempt([&] { return upgrade(target); });
}

Result<Report> Migrator::try_downgrade(std::string_view target) noexcept {
    return attempt([&] { return downgrade(target); });
}

Result<Report> Migrator::try_stamp(std::string_view target) noexcept {
    return attempt([&] { return stamp(target); });
}

Result<Report> Migrator::try_stamp(const std::vector<std::string>& targets, bool purge) noexcept {
    return attempt([&] { return stamp(targets, purge); });
}

Result<Report> Migrator::try_stamp(const std::vector<std::string>& targets,
                                   const StampOptions& options) noexcept {
    return attempt([&] { return stamp(targets, options); });
}

Result<Report> Migrator::try_adopt(std::string_view target) noexcept {
    return attempt([&] { return adopt(target); });
}

Result<std::vector<Repair>> Migrator::try_find_repairs() noexcept {
    return attempt([&] { return find_repairs(); });
}

Result<std::vector<Repair>> Migrator::try_repair(InDoubt in_doubt) noexcept {
    return attempt([&] { return repair(in_doubt); });
}

Result<void> Migrator::try_ensure_version() noexcept {
    return attempt([&] { ensure_version(); });
}

Result<void> Migrator::try_check() noexcept {
    return attempt([&] { check(); });
}

}  // namespace kiln
