#include "tests/fault/scenario.hpp"

#include <array>

namespace kiln::fault {

std::string Scenario::text() const {
    constexpr std::array paths{"upgrade from nothing", "upgrade from b2", "downgrade to base",
                               "upgrade by snapshot"};
    std::string text = paths[static_cast<std::size_t>(path)];
    text += transaction_per_migration ? ", a transaction each" : ", one transaction";
    text += write_ahead_log ? ", WAL" : ", rollback journal";
    return text + (own_connection ? ", own connection" : ", by URL");
}

std::vector<Scenario> all_scenarios() {
    std::vector<Scenario> scenarios;
    for (const auto path :
         {Scenario::Path::from_nothing, Scenario::Path::from_b2, Scenario::Path::back_to_base}) {
        for (const bool each : {false, true}) {
            for (const bool wal : {false, true}) {
                for (const bool own : {false, true}) scenarios.push_back({path, each, wal, own});
            }
        }
    }
    // In one transaction in any case.
    for (const bool wal : {false, true}) {
        for (const bool own : {false, true}) {
            scenarios.push_back({Scenario::Path::by_snapshot, own, wal, own});
        }
    }
    return scenarios;
}

std::string Trouble::text() const {
    constexpr std::array kinds{"I/O error", "disk full",     "torn write", "busy",
                               "power cut", "out of memory", "interrupt",  "refusal"};
    std::string text = kinds[static_cast<std::size_t>(kind)];
    if (from_then_on) text += " from then on";
    return at == Trigger::never ? text : text + " at " + std::to_string(at);
}

}  // namespace kiln::fault
