#include <kiln/migrator.hpp>
#include <store/schema.hpp>

static_assert(store::detail::db::head == "b2");
static_assert(store::detail::db::revisions[1].message == "create reports");

std::size_t upgraded() {
    kiln::Migrator migrator{"sqlite://", store::detail::db::migrations()};
    return migrator.upgrade().steps.size();
}
