# Revisions in C++: compiled into the library and into the program that checks them, run by the build,
# by the program and by kiln; what makes them be compiled, and what they end with.
use_project(accounts)
use_kiln()
configure(succeeds "-DBoost_DIR=${KILN_BOOST_DIR}")
build(succeeds)
build(succeeds NOT "Building" "baking the migrations" "Reading the migrations")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug)

# The page shows their source, and what they change.
function(page_says file text)
  file(READ "${file}" page)
  if(NOT "${page}" MATCHES "${text}")
    fail("'${file}' does not say '${text}'")
  endif()
endfunction()
page_says("${build}/accounts.html" "void kiln::revision&lt;&quot;3f2a9c61d0b7&quot;&gt;::upgrade")
page_says("${build}/accounts.html" "adds column password_hash to account")
kiln(succeeds PRINTS "4 revisions, " ARGUMENTS report --output "${build}/again.html" --title accounts_db)
file(SHA256 "${build}/accounts.html" by_the_build)
file(SHA256 "${build}/again.html" by_kiln)
if(NOT by_the_build STREQUAL by_kiln)
  fail("the build's page is not that of kiln report")
endif()

# The program runs them.
run(succeeds COMMAND nm --demangle "${build}/accounts" PRINTS "kiln::Operations::")
use_database(app.db)
run_program(accounts "${database_file}" 1975ea83b712)
sql("INSERT INTO account (name, password, settings) VALUES ('eve', 'apple', '{\"a\":\"1\",\"b\":\"2\"}'), ('zoe', '', '{}')" "")
run_program(accounts "${database_file}")
sql("SELECT name, password_hash FROM account ORDER BY id" "eve|f74a62a458befdbf\nzoe|cbf29ce484222325\n")
sql("SELECT account, name, value FROM setting" "1|a|1\n1|b|2\n")
run_program(accounts "${database_file}" 1975ea83b712 down)
sql("SELECT name, password, settings FROM account ORDER BY id" "eve|apple|{\"a\":\"1\",\"b\":\"2\"}\nzoe||{}\n")

# Whatever comes in between, the database is what it was: a kill in the midst of a revision in C++, up
# and down; an exception; no room.
function(run_with before expected)
  run(fails PRINTS ${expected} COMMAND sh -c
    "${before} '${build}/accounts' '${database_file}' ${ARGN}; exit $?")
  sql("${dump}" "${was}")
endfunction()
set(dump "SELECT version_num FROM alembic_version; SELECT name, sql FROM sqlite_master ORDER BY 1;
  SELECT count(*), sum(length(name)), sum(length(settings)) FROM account")
find_program(sqlite3 sqlite3 REQUIRED)
macro(remember)
  run(succeeds COMMAND "${sqlite3}" "${database_file}" "${dump}")
  set(was "${output}")
endmacro()

use_database(faults.db)
run_program(accounts "${database_file}" 1975ea83b712)
sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
  INSERT INTO account (name, password, settings) SELECT 'Name' || i, hex(i), '{\"a\":\"1\",\"b\":\"2\"}' FROM n" "")
remember()
run_with("KILL_AT=1" "")
run_with("KILL_AT=1500" "")
run_with("trap '' XFSZ; ulimit -f 380;" "\\[K413\\]")
sql("UPDATE account SET settings = 'none' WHERE id = 1000" "")
remember()
run_with("" "cannot upgrade to '58d1c07be6a4': no settings: none; nothing was changed \\[K411\\]")
sql("UPDATE account SET settings = '{}' WHERE id = 1000; UPDATE account SET name = 'NAME1' WHERE id = 2" "")
remember()
run_with("" "cannot upgrade to '7c0de4a91b35': the accounts 'N[Aa][Mm][Ee]1' and 'N[Aa][Mm][Ee]1' have one name;")
sql("UPDATE account SET name = 'Zoe' WHERE id = 2" "")
run_program(accounts "${database_file}")
sql("SELECT count(*), name_key FROM account, setting ON account = id WHERE id < 3 GROUP BY id" "2|name1\n2|zoe\n")
remember()
run_with("KILL_AT=1000" "" 1975ea83b712 down)
run_program(accounts "${database_file}" 1975ea83b712 down)
sql("SELECT count(*), min(settings), max(settings) FROM account" "2000|{\"a\":\"1\",\"b\":\"2\"}|{}\n")

# So does kiln, as the program that the build made; a script cannot.
kiln(succeeds PRINTS "Running upgrade 7c0de4a91b35 -> 58d1c07be6a4, take settings apart"
  ARGUMENTS upgrade heads --url "${database}")
kiln(succeeds PRINTS "58d1c07be6a4 \\(head\\)" ARGUMENTS current --url "${database}")
kiln(succeeds ARGUMENTS downgrade -1 --url "${database}")
kiln(succeeds PRINTS "no fault found" ARGUMENTS verify)
kiln(fails PRINTS "revisions '3f2a9c61d0b7', '7c0de4a91b35' and '58d1c07be6a4' are in C\\+\\+, .*\\[K438\\]"
  ARGUMENTS upgrade heads --sql)

# An edit compiles that file, and checks; a comment compiles and bakes the same.
set(hashing "${source}/migrations/3f2a9c61d0b7_hash_the_passwords.cpp")
edit("${hashing}" "hash(row" "\"x\" + hash(row")
use_database(new.db)
kiln(fails PRINTS "is not what was built of it \\[K535\\]" "cmake --build .* --target accounts_db_check"
  ARGUMENTS upgrade heads --url "${database}")
build(fails PRINTS "3f2a9c61d0b7_hash_the_passwords.cpp" "baking the migrations"
  "the frozen revision '3f2a9c61d0b7' has changed: .*\\[K340\\]"
  NOT "58d1c07be6a4_take_settings_apart.cpp" "hashing.cpp")
file(REMOVE "${source}/migrations/frozen.txt")
build(succeeds PRINTS "baking the migrations" NOT "_hash_the_passwords.cpp")
# What they use is a part of them.
edit("${source}/hashing/hashing.cpp" "0123456789abcdef" "0123456789ABCDEF")
build(succeeds PRINTS "hashing.cpp" "baking the migrations" NOT "3f2a9c61d0b7_hash_the_passwords.cpp")

# What goes wrong is told at the file, and never hangs: a crash, a loop without end.
file(WRITE "${source}/kiln.toml" "check_deadline = 1\n")
file(READ "${hashing}" was)
foreach(case IN ITEMS crash loop)
  set(crash "std::abort()")
  set(crash_said "it ended the process by signal 6 \\(Aborted\\) \\[K301\\]")
  set(loop "for (volatile int n = 0;; n = 1) {}")
  set(loop_said "it does not end within check_deadline \\[K317\\]")
  string(REPLACE "Operations& op) {\n    op.execute(\"ALTER TABLE account ADD"
    "Operations& op) {\n    ${${case}};\n    op.execute(\"ALTER TABLE account ADD" broken "${was}")
  string(REPLACE "#include \"hashing" "#include <cstdlib>\n#include <string>\n#include \"hashing" broken "${broken}")
  file(WRITE "${hashing}" "${broken}")
  build(fails PRINTS "3f2a9c61d0b7_hash_the_passwords.cpp:1[0-9]:1: error: ${${case}_said}"
    "2 revisions that build on it were not run")
  kiln(succeeds PRINTS "\\[K350\\]" ARGUMENTS report --output "${build}/again.html")
  page_says("${build}/again.html" "it (ended the process|does not end)")
endforeach()
file(WRITE "${hashing}" "${was}")
build(succeeds)

# A function for no id, before anything is compiled; another name; a file less.
edit("${hashing}" "revision<\"3f2a9c61d0b7\">::upgrade" "revision<\"3f2a9c61d0b8\">::upgrade")
build(fails PRINTS "a function for '3f2a9c61d0b8' in the file of revision '3f2a9c61d0b7' \\[K139\\]"
  NOT "Building")
file(WRITE "${hashing}" "${was}")
file(RENAME "${hashing}" "${source}/migrations/hash.cpp")
build(succeeds PRINTS "hash.cpp" NOT "58d1c07be6a4_take_settings_apart.cpp")
file(REMOVE "${source}/migrations/58d1c07be6a4_take_settings_apart.cpp"
  "${source}/migrations/58d1c07be6a4_take_settings_apart.sql")
edit("${source}/main.cpp" "58d1c07be6a4" "7c0de4a91b35")
edit("${source}/CMakeLists.txt" "  MODELS models.hpp METADATA accounts::metadata\n" "")
build(succeeds NOT "hash.cpp")
