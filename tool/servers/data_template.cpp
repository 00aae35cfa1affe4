#include "tool/servers/data_template.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".new-";

/// Another standard library makes another number, and a template of its own.
std::string hash_of(const std::string& text) {
    return std::to_string(std::hash<std::string>{}(text));
}

/// What processes that were killed did not finish.
void remove_unfinished(const fs::path& cache) {
    std::error_code ignored;
    for (fs::directory_iterator each(cache, ignored), end; !ignored && each != end;
         each.increment(ignored)) {
        if (!each->path().filename().string().starts_with(unfinished)) continue;
        std::error_code gone;
        const auto written = fs::last_write_time(each->path(), gone);
        if (!gone && fs::file_time_type::clock::now() - written > std::chrono::hours(1)) {
            fs::remove_all(each->path(), gone);
        }
    }
}

}  // namespace

fs::path template_cache() {
    const char* home = std::getenv("XDG_CACHE_HOME");
    if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / "kiln";
    home = std::getenv("HOME");
    if (home != nullptr && fs::path(home).is_absolute()) return fs::path(home) / ".cache/kiln";
    return {};
}

DataTemplate::DataTemplate(fs::path cache, const std::string& server, const std::string& how)
    : cache_(std::move(cache)), path_(cache_ / (server + "-" + hash_of(how))) {}

bool DataTemplate::copy_to(const fs::path& to) const {
    std::error_code fault;
    if (cache_.empty() || !fs::is_directory(path_, fault)) return false;
    fs::copy(path_, to, fs::copy_options::recursive | fs::copy_options::copy_symlinks, fault);
    if (!fault) return true;
    fs::remove_all(to, fault);
    return false;
}

void DataTemplate::keep(const fs::path& from) const {
    if (cache_.empty()) return;
    std::error_code fault;
    fs::create_directories(cache_, fault);
    remove_unfinished(cache_);
    std::string name = (cache_ / unfinished).string() + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr) return;
    fs::copy(from, fs::path(name) / "data",
             fs::copy_options::recursive | fs::copy_options::copy_symlinks, fault);
    // Whoever was first has it: one is as good as the other.
    if (!fault) fs::rename(fs::path(name) / "data", path_, fault);
    fs::remove_all(name, fault);
}

void DataTemplate::forget() const {
    std::error_code ignored;
    if (!cache_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace kiln::tool
