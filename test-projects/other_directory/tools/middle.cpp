#include <notes/migrations.hpp>

static_assert(notes::head == "a1");
