#pragma once
// libpq where it is not linked: it is loaded when a server is first spoken to. It brings two dozen
// libraries, and to load them takes twice as long as all else that `kiln` does on a file.

namespace kiln::postgresql {

/// Loads it. Nothing of libpq may be called where this was not true.
bool libpq_is_there();

}  // namespace kiln::postgresql
