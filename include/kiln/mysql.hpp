#pragma once
// MySQL and MariaDB, for programs that link Kiln::mysql.

namespace kiln {

struct Driver;

namespace detail {
const Driver& mysql_driver() noexcept;
const Driver& mysql_code_driver() noexcept;
}  // namespace detail

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& mysql_driver() noexcept { return detail::mysql_driver(); }

/// The same for a table with revisions in C++; others need not link what those run through.
inline const Driver& mysql_code_driver() noexcept { return detail::mysql_code_driver(); }

}  // namespace kiln
