# Two developers and one repository: clone, build, and the program makes its database; what the one
# adds the other's database gets; two heads stop the build until they are merged.
use_project(records)
use_kiln()
set(who -c user.name=Kiln -c user.email=kiln@example.org -c init.defaultBranch=main)
find_program(git git REQUIRED)
function(git)
  run(succeeds COMMAND "${git}" -C "${source}" ${who} ${ARGN})
endfunction()

file(WRITE "${source}/.gitignore" "build/\n*.db\n")
git(init -q)
git(add .)
git(commit -q -m "begin")
set(first "${source}")
set(second "${scratch}/clone")
run(succeeds COMMAND "${git}" clone -q "${first}" "${second}")

macro(work_in folder)
  set(source "${folder}")
  use_kiln()
endmacro()

work_in("${second}")
configure(succeeds)
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" build/records
  TEXT "applied 1975ea83b712\nat 1975ea83b712\n")
kiln(succeeds ARGUMENTS current TEXT "1975ea83b712 (head)")

# Both add a revision.
kiln(succeeds ARGUMENTS revision -m "second's" --rev-id b2)
find_revision(second_s)
edit("${revision}" "-- kiln:upgrade\n" "-- kiln:upgrade\nCREATE VIEW b AS SELECT id FROM user;\n")
edit("${revision}" "-- kiln:downgrade\n" "-- kiln:downgrade\nDROP VIEW b;\n")
git(add .)
git(commit -q -m "b2")
work_in("${first}")
kiln(succeeds ARGUMENTS revision -m "first's" --rev-id a2)
find_revision(first_s)
edit("${revision}" "-- kiln:upgrade\n" "-- kiln:upgrade\nCREATE VIEW a AS SELECT id FROM user;\n")
edit("${revision}" "-- kiln:downgrade\n" "-- kiln:downgrade\nDROP VIEW a;\n")
git(add .)
git(commit -q -m "a2")

work_in("${second}")
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" build/records TEXT "applied b2\nat b2\n")
git(pull -q --no-rebase --no-edit)
build(fails PRINTS "2 heads: 'a2', 'b2' \\[K210\\]" "run: kiln merge -m \"merge heads\" a2 b2")
kiln(succeeds ARGUMENTS merge -m "both" a2 b2 --rev-id c3)
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" build/records
  TEXT "applied a2\napplied c3\nat c3\n")
git(add .)
git(commit -q -m "merge")

# And the first pulls it: a database that was never there, and one at a2, end alike.
work_in("${first}")
configure(succeeds)
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" build/records TEXT "at a2\n")
git(pull -q "${second}" HEAD)
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" build/records
  TEXT "applied b2\napplied c3\nat c3\n")
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")
