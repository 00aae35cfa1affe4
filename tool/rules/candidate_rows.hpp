#pragma once
// Rows that may meet a condition which another row does not.

#include "tool/rules/server_canary_sql.hpp"

#include <functional>

namespace kiln::tool {

/// Tries rows like `values`, which `check` refused, until one passes; whether one did. NULLs first,
/// then values that the condition may ask for, each alone, among NULLs, and by twos; not all that
/// there are. `number` makes them others than another row's.
bool try_rows_for(const CanarySql& sql, const FilledTable& table, const FilledCheck& check,
                  const RowValues& values, int number,
                  const std::function<bool(const RowValues& row)>& passes);

}  // namespace kiln::tool
