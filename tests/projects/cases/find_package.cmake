# All arguments at once, from an installed package that has moved since.
use_project(find_package)
file(COPY "${prefix}/" DESTINATION "${scratch}/another prefix")
set(prefix "${scratch}/another prefix")

configure(succeeds PRINTS "new variables: \\[\\]")
build(succeeds --target store-db_codegen)
if(NOT EXISTS "${build}/kiln-generated/store-db/include/store/schema.hpp")
  fail("HEADER was not written")
endif()
build(succeeds)
run_program(shop TEXT "2 revisions\n")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" PRINTS "store-db\\.heads"
  "store-db\\.upgrade" "100% tests passed, 0 tests failed out of 2")

# Tests are left out where the project wants none.
configure(succeeds -DBUILD_TESTING=OFF)
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" PRINTS "No tests were found")

# A prefix that has the libraries alone, as a distribution's package for developers: the program is
# another's.
file(RENAME "${prefix}/bin" "${scratch}/bin")
file(REMOVE_RECURSE "${build}")
hide_installed_kiln()
configure(fails PRINTS "add_migrations\\(store-db\\): found no kiln that runs on this machine")
set(ENV{PATH} "${scratch}/bin:$ENV{PATH}")
configure(succeeds)
build(succeeds --target store-db_codegen)
