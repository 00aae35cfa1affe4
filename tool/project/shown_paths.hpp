#pragma once

#include <kiln/diagnostic.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// Paths for who reads them elsewhere: below what the folders of revisions have in common, so that
/// they do not tell where on a machine that is.
class ShownPaths {
public:
    /// `folder`: of the settings; may be empty.
    ShownPaths(std::span<const std::string> directories, const std::string& folder);

    /// A file that is in none of these: its name.
    std::string file(const std::string& path) const;
    /// With the paths in it.
    Diagnostic diagnostic(Diagnostic diagnostic) const;

private:
    std::string text(std::string text) const;

    std::vector<std::pair<std::string, std::string>> folders_;  ///< with `/`; the longest first
};

}  // namespace kiln::tool
