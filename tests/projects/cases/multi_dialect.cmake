# `kiln init -t multi-dialect`: its build runs the sections on servers of its own, and the program
# migrates a database of each of the three.
set(source "${scratch}/source")
file(MAKE_DIRECTORY "${source}")
use_kiln()
kiln(succeeds ARGUMENTS init -t multi-dialect)
configure(succeeds -DKiln_REQUIRE_SERVERS=ON)
build(succeeds)
run(succeeds COMMAND "${build}/app" TEXT "revisions applied: 1\n")
foreach(server IN ITEMS postgres mysql)
  run(succeeds COMMAND "${KILN_SOURCE_DIR}/tests/projects/on_server.sh"
    "${KILN_SOURCE_DIR}/test-projects/clinic/server.sh" ${server} "${build}/app"
    TEXT "revisions applied: 1\nrevisions applied: 0\n")
endforeach()

# What does not run there is told at its line.
file(GLOB revision "${source}/migrations/*.sql")
edit("${revision}" "AUTO_INCREMENT" "AUTO_INCREASE")
build(fails PRINTS "_create_the_item_table\\.sql:19:24: error: [^\n]*SQL syntax[^\n]* \\[K301\\]")

# The server that the cache names, and no other.
configure(succeeds "-DKiln_MYSQL_URL=mysql://me:s3cret@/x?unix_socket=/nonexistent")
build(fails PRINTS "error: Kiln_MYSQL_URL: cannot connect to" NOT s3cret)
