#pragma once
// What MySQL and MariaDB say, as a Fault.

#include "src/database/fault.hpp"
#include "src/database/mysql/client.hpp"

#include <string_view>

namespace kiln::mysql {

/// What the server has undone for another's sake, or for another node's.
inline constexpr unsigned deadlock = 1213;

/// Of a statement that failed. `statement` is its text as it was sent: the fault's offset is in it.
Fault fault_of(const Client& client, const Answer& answer, std::string_view statement = {});

}  // namespace kiln::mysql
