#pragma once

#include <kiln/detail/foreign_connection.hpp>
#include <kiln/diagnostic.hpp>

#include <optional>

namespace kiln::sqlite {

/// Why the handle must not come near the SQLite that this program calls.
std::optional<Diagnostic> fault_of(const kiln::detail::ForeignConnection& connection);

}  // namespace kiln::sqlite
