#pragma once
// PostgreSQL, for programs that link Kiln::postgresql.

namespace kiln {

struct Driver;

namespace detail {
const Driver& postgresql_driver() noexcept;
}

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& postgresql_driver() noexcept { return detail::postgresql_driver(); }

}  // namespace kiln
