#pragma once
// The program that a build made of kiln and the revisions in C++.

namespace kiln::tool {

/// Lets need_code() look for it among the builds, as for models, and go on as it with these
/// arguments, which must stay where they are.
void find_code_with(char** argv);

}  // namespace kiln::tool
