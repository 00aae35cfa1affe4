#pragma once
// What a statement answered, as the port hands it on.

#include "src/database/connection.hpp"
#include "src/database/postgresql/handles.hpp"

#include <functional>

namespace kiln::postgresql {

/// One row after the other, if there is anybody to hand them to.
void hand_on(const Result& result, const std::function<void(Row)>& each_row);

}  // namespace kiln::postgresql
