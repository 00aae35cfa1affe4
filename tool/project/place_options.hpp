#pragma once
// Where a new revision goes and what it is called: the options of the verbs that write one.

#include "tool/project/create.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

struct PlaceOptions {
    CreateRequest request;
    std::string head = "head";
};

/// In the order of the help: the verb's own options stand between the second and the third.
void add_message(Parser& parser, PlaceOptions& options);
void add_head(Parser& parser, PlaceOptions& options);
void add_place(Parser& parser, PlaceOptions& options);

/// Of `--head`: none for `base`, and for a project's first revision. Throws K501 to K504.
std::vector<std::uint32_t> parents_of(const MigrationTable& table, const std::string& head);

}  // namespace kiln::tool
