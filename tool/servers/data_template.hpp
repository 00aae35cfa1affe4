#pragma once
// New data directories of servers, kept: to copy one takes a tenth of the time of making it.

#include <filesystem>
#include <string>

namespace kiln::tool {

/// `XDG_CACHE_HOME` or `~/.cache`, and `kiln` in it; empty where there is neither.
std::filesystem::path template_cache();

/// A data directory in the cache, under a name that says which server made it and how.
class DataTemplate {
public:
    /// `cache` may be empty: nothing is kept then. `how` is all that makes a difference, such as
    /// options; `server` names program and version.
    DataTemplate(std::filesystem::path cache, const std::string& server, const std::string& how);

    /// False where there is none, or where it could not be copied; `to` does not exist then.
    bool copy_to(const std::filesystem::path& to) const;
    /// As far as it can be: whoever starts a server has what is needed already. Others may do it at
    /// the same time.
    void keep(const std::filesystem::path& from) const;
    /// Of one that no server starts on.
    void forget() const;

private:
    std::filesystem::path cache_;
    std::filesystem::path path_;
};

}  // namespace kiln::tool
