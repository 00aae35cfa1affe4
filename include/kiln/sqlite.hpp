#pragma once
// SQLite, for programs that link Kiln::sqlite.

namespace kiln {

struct Driver;

namespace detail {
const Driver& sqlite_driver() noexcept;
}

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& sqlite_driver() noexcept { return detail::sqlite_driver(); }

}  // namespace kiln
