#pragma once
// The baked table, as both programs see it: KILN_BENCH_NAMESPACE is the generated namespace.

namespace kiln {
struct MigrationTable;
}

namespace KILN_BENCH_NAMESPACE {
::kiln::MigrationTable migrations() noexcept;
}
