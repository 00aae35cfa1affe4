# Functions and collations of the application: the build has them from an extension that it builds,
# or stand-ins; the program registers its own; kiln loads the extension.
use_project(own_functions)
use_kiln()
configure(succeeds)
build(succeeds)
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug)

use_database(app.db)
run_program(app "${database_file}")
sql("SELECT password FROM account" "#6\n")

# Another extension is another check; nothing changed is none.
build(succeeds NOT "baking the migrations")
edit("${source}/objects.hpp" "\"#\" +" "\"##\" +")
build(succeeds PRINTS "baking the migrations")

# Without it, and with what is declared in its place.
edit("${source}/CMakeLists.txt" " EXTENSIONS accounts" "")
build(fails PRINTS "a1_accounts.sql:6:1: error: no such collation sequence: unicase \\[K301\\]"
  "collations = \\[\"unicase\"\\], or name the extension that has it: extensions = ")
file(WRITE "${source}/kiln.toml" "collations = [\"unicase\"]\n")
build(fails PRINTS "b2_hash.sql:6:31: error: no such function: app_hash \\[K301\\]"
  "functions = \\[\"app_hash/1\"\\], or name the extension that has it: extensions = ")
file(WRITE "${source}/kiln.toml" "collations = [\"unicase\"]\nfunctions = [\"app_hash/1\"]\n")
build(succeeds PRINTS "baking the migrations")
kiln(succeeds PRINTS "no fault found" ARGUMENTS verify)

# No stand-in ever comes near a database; an extension does.
use_database(kiln.db)
kiln(fails PRINTS "no such collation sequence: unicase" "name the extension that has it in kiln.toml"
  ARGUMENTS upgrade heads --url "${database}")
file(WRITE "${source}/kiln.toml" "extensions = [\"build/libaccounts\"]\n")
kiln(succeeds ARGUMENTS upgrade heads --url "${database}")
sql("SELECT password FROM account" "##6\n")
kiln(succeeds ARGUMENTS check --url "${database}")
kiln(succeeds PRINTS "no fault found" ARGUMENTS verify)
