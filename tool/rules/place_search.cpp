#include "tool/rules/place_search.hpp"

#include "tool/rules/finding.hpp"

namespace kiln::tool {

void PlaceSearch::look(sqlite3* db, std::size_t offset) {
    for (std::size_t i = 0; i < sought_.size(); ++i) {
        if (!sought_[i].is_so(db)) {
            since_[i].reset();
        } else if (!since_[i]) {
            since_[i] = offset;
        }
    }
}

void PlaceSearch::place(std::vector<Diagnostic>& found) const {
    for (std::size_t i = 0; i < sought_.size(); ++i) {
        if (since_[i]) move_to(found[sought_[i].finding], file_, section_, *since_[i]);
    }
}

}  // namespace kiln::tool
