#pragma once
// Files whose next save is waited for, as `kiln verify --watch` does.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

/// What a check looks at. Of folders count the files that are sources or frozen.txt: what editors
/// put beside a file while they save it does not.
struct Watched {
    std::vector<std::string> folders;
    std::vector<std::string> files;
};

/// How files stand: by path, which may be one that is not there, what a save of it changes.
using FileStates = std::map<std::string, std::vector<std::int64_t>>;
FileStates states_of(const Watched& watched);

/// Those that were made, saved or removed between the two, sorted.
std::vector<std::string> changed_files(const FileStates& before, const FileStates& after);

/// Comes back in a new process for each check: at once, and whenever something of what `watched`
/// names was saved. Says on standard output what is checked, and that it waits; `quiet`: neither.
/// False, in the process that called it, when an interrupt has ended the waiting; a process that
/// was begun by it is told true at once, even when it calls this again or goes on as another
/// program.
bool for_each_save(const std::function<Watched()>& watched, bool quiet);

}  // namespace kiln::tool
