#pragma once
// libmariadb where it is not linked: it is loaded when a server is first spoken to.

namespace kiln::mysql {

/// Loads it. Nothing of libmariadb may be called where this was not true.
bool libmariadb_is_there();

}  // namespace kiln::mysql
