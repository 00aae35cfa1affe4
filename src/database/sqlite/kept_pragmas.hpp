#pragma once
// What a script sets on the connection by PRAGMA, and does not outlive the script.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;

namespace kiln {

class KeptPragmas {
public:
    explicit KeptPragmas(sqlite3* db) : db_(db) {}
    KeptPragmas(const KeptPragmas&) = delete;
    KeptPragmas& operator=(const KeptPragmas&) = delete;
    /// Puts back what was kept.
    ~KeptPragmas();

    /// Before a statement that may set the PRAGMA. Those that belong to the file, or only read, are
    /// not kept.
    void keep(std::string_view name);

private:
    sqlite3* db_;
    std::vector<std::pair<std::string, std::string>> former_;  ///< names and values
};

}  // namespace kiln
