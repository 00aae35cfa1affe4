#pragma once
// SQLite, for programs that link Kiln::sqlite.

#include <filesystem>
#include <string>

namespace kiln {

/// The URL of a database file, whatever characters its path has: `sqlite:///` and the path where
/// that says it, else `sqlite:///file:<percent-encoded>?uri=true`. (A path with a `?` would else
/// end there, and one that is `:memory:` be no file.) A relative path stays one. Throws
/// kiln::Error K509 where the path is empty or holds a NUL: no file is called that.
[[nodiscard]] std::string sqlite_url(const std::filesystem::path& path);

struct Driver;

namespace detail {
const Driver& sqlite_driver() noexcept;
const Driver& sqlite_code_driver() noexcept;
}  // namespace detail

/// For MigrationTable::drivers. Inline, since on Windows the address of a function in another
/// module is no constant.
inline const Driver& sqlite_driver() noexcept { return detail::sqlite_driver(); }

/// The same for a table with revisions in C++; others need not link what those run through.
inline const Driver& sqlite_code_driver() noexcept { return detail::sqlite_code_driver(); }

}  // namespace kiln
