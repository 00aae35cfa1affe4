#pragma once
// MySQL and MariaDB, for programs that link Kiln::mysql.

namespace kiln {

struct Driver;

namespace detail {
const Driver& mysql_driver() noexcept;
}

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& mysql_driver() noexcept { return detail::mysql_driver(); }

}  // namespace kiln
