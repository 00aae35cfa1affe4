#pragma once
// The lines of another tool's file, and the statements in them.

#include "tool/project/imported.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// Without a BOM, with LF line ends. Nothing, and K101, where it cannot be read.
std::vector<ImportedLine> read_import_lines(const std::string& path,
                                            std::vector<Diagnostic>& diagnostics);

/// K533 at a line.
Diagnostic& refuse_import(const std::string& path, const ImportedLine& line, std::string message,
                          std::string hint, std::vector<Diagnostic>& diagnostics);

/// White space and `--` comments alone.
bool is_remark(std::string_view line);

/// Takes out the statements for which `drops` is true, which is asked in their order, and the lines
/// that only they stood on. A statement is given as its tokens, without comments and the semicolon,
/// words in lower case and names out of their quotes.
using StatementTokens = std::vector<std::string>;
void drop_statements(std::vector<ImportedLine>& lines,
                     const std::function<bool(const StatementTokens&)>& drops);

/// Ends the last statement with a semicolon where none does.
void end_statement(std::span<ImportedLine> lines);

/// BEGIN, or COMMIT, however they are spelled.
bool begins_transaction(const StatementTokens& statement);
bool ends_transaction(const StatementTokens& statement);

/// Takes out the BEGIN and COMMIT that hold all other statements: a run has its own.
void drop_transaction(ImportedSql& sql);

}  // namespace kiln::tool
