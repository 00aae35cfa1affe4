#pragma once
// A table of migrations with its fingerprints, as the build makes them.

#include "src/schema/fingerprint.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/schema/live_schema.hpp"

#include <string>
#include <utility>

namespace kiln::support {

class Fingerprinted {
public:
    explicit Fingerprinted(TestTable table)
        : table_(std::move(table)),
          packed_(packed(tool::tables_of_revisions(table_, Options()), table_)),
          text_(packed_),
          with_fingerprints_(table_.table()) {
        with_fingerprints_.fingerprints = {&text_, 1};
    }
    Fingerprinted(const Fingerprinted&) = delete;
    Fingerprinted& operator=(const Fingerprinted&) = delete;

    operator const MigrationTable&() const { return with_fingerprints_; }
    const std::string& bytes() const { return packed_; }

private:
    TestTable table_;
    std::string packed_;
    Text text_;
    MigrationTable with_fingerprints_;
};

}  // namespace kiln::support
