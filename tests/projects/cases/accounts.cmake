# Revisions in C++: compiled into the library and into the program that checks them, run by the build,
# by the program and by kiln; what makes them be compiled, and what they end with.
use_project(accounts)
use_kiln()
configure(succeeds)
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
kiln(succeeds PRINTS "3 revisions, " ARGUMENTS report --output "${build}/again.html" --title accounts_db)
file(SHA256 "${build}/accounts.html" by_the_build)
file(SHA256 "${build}/again.html" by_kiln)
if(NOT by_the_build STREQUAL by_kiln)
  fail("the build's page is not that of kiln report")
endif()

# The program runs them.
use_database(app.db)
run_program(accounts "${database_file}" 1975ea83b712)
sql("INSERT INTO account (name, password, settings) VALUES ('eve', 'apple', '{\"a\":\"1\",\"b\":\"2\"}'), ('zoe', '', '{}')" "")
run_program(accounts "${database_file}")
sql("SELECT name, password_hash FROM account ORDER BY id" "eve|f74a62a458befdbf\nzoe|cbf29ce484222325\n")
sql("SELECT account, name, value FROM setting" "1|a|1\n1|b|2\n")
run_program(accounts "${database_file}" 1975ea83b712 down)
sql("SELECT name, password, settings FROM account ORDER BY id" "eve|apple|{\"a\":\"1\",\"b\":\"2\"}\nzoe||{}\n")

# So does kiln, as the program that the build made; a script cannot.
kiln(succeeds PRINTS "Running upgrade 3f2a9c61d0b7 -> 58d1c07be6a4, take settings apart"
  ARGUMENTS upgrade heads --url "${database}")
kiln(succeeds PRINTS "58d1c07be6a4 \\(head\\)" ARGUMENTS current --url "${database}")
kiln(succeeds ARGUMENTS downgrade -1 --url "${database}")
kiln(succeeds PRINTS "no fault found" ARGUMENTS verify)
kiln(fails PRINTS "revisions '3f2a9c61d0b7' and '58d1c07be6a4' are in C\\+\\+, .*\\[K438\\]"
  ARGUMENTS upgrade heads --sql)

# An edit compiles that file, and checks; a comment compiles and bakes the same.
set(hashing "${source}/migrations/3f2a9c61d0b7_hash_the_passwords.cpp")
edit("${hashing}" "hash(row" "\"x\" + hash(row")
use_database(new.db)
kiln(fails PRINTS "is not what was built of it \\[K535\\]" "cmake --build .* --target accounts_db_check"
  ARGUMENTS upgrade heads --url "${database}")
build(succeeds PRINTS "3f2a9c61d0b7_hash_the_passwords.cpp" "baking the migrations"
  NOT "58d1c07be6a4_take_settings_apart.cpp" "hashing.cpp")
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
    "1 revision that builds on it was not run")
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
edit("${source}/main.cpp" "58d1c07be6a4" "3f2a9c61d0b7")
build(succeeds NOT "hash.cpp")
