#pragma once
// PostgreSQL, for programs that link Kiln::postgresql.

namespace kiln {

struct Driver;

namespace detail {
const Driver& postgresql_driver() noexcept;
const Driver& postgresql_code_driver() noexcept;
}  // namespace detail

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& postgresql_driver() noexcept { return detail::postgresql_driver(); }

/// The same for a table with revisions in C++; others need not link what those run through.
inline const Driver& postgresql_code_driver() noexcept { return detail::postgresql_code_driver(); }

}  // namespace kiln
