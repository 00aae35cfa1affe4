#include "tool/project/linked_code.hpp"

#include <utility>

namespace kiln::tool {
namespace {

const MigrationTable* linked = nullptr;
NeedCode need = nullptr;

CodeSearch& search() {
    static CodeSearch search;
    return search;
}

}  // namespace

void link_code(const MigrationTable& table) { linked = &table; }

bool has_linked_code() { return linked != nullptr; }

const Migration* linked_code(std::string_view revision) {
    if (linked == nullptr) return nullptr;
    for (const Migration& migration : linked->migrations) {
        if (migration.is_code && migration.revision == revision) return &migration;
    }
    return nullptr;
}

RevisionFunction linked_function(std::string_view revision, Direction direction) {
    const Migration* migration = linked_code(revision);
    if (migration == nullptr) return nullptr;
    return direction == Direction::upgrade ? migration->upgrade : migration->downgrade;
}

void set_code_search(CodeSearch wanted) { search() = std::move(wanted); }

const CodeSearch& code_search() { return search(); }

void set_need_code(NeedCode needed) { need = needed; }

void need_code(const std::string& path, std::string_view revision) {
    if (need != nullptr) need(path, revision);
}

}  // namespace kiln::tool
