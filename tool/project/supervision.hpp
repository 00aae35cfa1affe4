#pragma once
// Revisions in C++ may crash, end the process or never come back: what checks them is a child of
// this process, which says how it ended.

#include <kiln/plan.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Goes on in a child process, and ends this one as that ends. Where a revision ends it, another
/// child is begun in which that revision is not called again but has failed. Call it before
/// anything was said or done. Does nothing where a system has no such processes.
void supervise(std::chrono::seconds deadline);

/// How a revision ended a child before.
struct CodeEnd {
    bool is_endless = false;
    std::string message;
};
/// Nothing where it did not.
std::optional<CodeEnd> code_end(std::string_view revision, Direction direction);

/// A revision's function runs while it lives. What that prints goes to standard error, as standard
/// output has the answer alone.
class InCode {
public:
    InCode(std::string_view revision, Direction direction);
    InCode(const InCode&) = delete;
    InCode& operator=(const InCode&) = delete;
    ~InCode();

private:
    int output_ = -1;
};

}  // namespace kiln::tool
