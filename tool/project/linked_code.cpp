#include "tool/project/linked_code.hpp"

#include <utility>

namespace kiln::tool {
namespace {

const MigrationTable* linked_table = nullptr;
NeedCode code_need = nullptr;

CodeSearch& known_search() {
    static CodeSearch search;
    return search;
}

}  // namespace

void link_code(const MigrationTable& table) { linked_table = &table; }

bool has_linked_code() { return linked_table != nullptr; }

const Migration* linked_code(std::string_view revision) {
    if (linked_table == nullptr) return nullptr;
    for (const Migration& migration : linked_table->migrations) {
        if (migration.is_code && migration.revision == revision) return &migration;
    }
    return nullptr;
}

RevisionFunction linked_function(std::string_view revision, Direction direction) {
    const Migration* migration = linked_code(revision);
    if (migration == nullptr) return nullptr;
    return direction == Direction::upgrade ? migration->upgrade : migration->downgrade;
}

void set_code_search(CodeSearch wanted) { known_search() = std::move(wanted); }

const CodeSearch& code_search() { return known_search(); }

void set_need_code(NeedCode needed) { code_need = needed; }

void need_code(const std::string& path, std::string_view revision) {
    if (code_need != nullptr) code_need(path, revision);
}

}  // namespace kiln::tool
