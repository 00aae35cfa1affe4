#pragma once
// Tools that write both directions into one file, and marks in it.

#include "tool/project/imported.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// `-- +goose Up`, `Down`, `StatementBegin`, `StatementEnd`, `NO TRANSACTION`.
void read_goose(const std::string& path, ImportedRevision& revision,
                std::vector<Diagnostic>& diagnostics);
/// `-- migrate:up`, `-- migrate:down`, `transaction:false`.
void read_dbmate(const std::string& path, ImportedRevision& revision,
                 std::vector<Diagnostic>& diagnostics);

}  // namespace kiln::tool
