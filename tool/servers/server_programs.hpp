#pragma once
// The servers that are installed.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {

struct ServerPrograms {
    std::filesystem::path server;     ///< postgres, mariadbd
    std::filesystem::path make_data;  ///< initdb, mariadb-install-db
    std::string version;              ///< `15.18`
};

/// In the folder `given` alone if it is not empty, else on PATH, where pg_config says, and where
/// Debian, Homebrew and npm put it: the newest of those.
std::optional<ServerPrograms> find_postgresql(const std::filesystem::path& given = {});
/// MySQL's own server is none of them.
std::optional<ServerPrograms> find_mariadb(const std::filesystem::path& given = {});

/// Why there is none, and what to do; `package` is what Debian has it in.
std::string why_none(const std::string& package);

/// The first of the numbers with dots in a text, such as `10.11.6`; empty where there is none.
std::string version_in(const std::string& text);

}  // namespace kiln::tool
