# What runs in a build, and what does not, after each kind of change.
use_project(incremental)
set(migrations "${source}/migrations")
set(header "${build}/kiln-generated/notes_db/include/notes/db/migrations.hpp")
# Its own copy of the package, for a kiln that can be touched. Proves too that a prefix can move.
file(COPY "${prefix}/" DESTINATION "${scratch}/prefix")
set(prefix "${scratch}/prefix")

# Builds and checks that exactly these ran: bake, source, main (compiled), link.
function(build_runs)
  build(succeeds)
  set(ran "")
  foreach(pair IN ITEMS "bake|baking the migrations" "source|Building[^\n]*migrations\\.cpp"
      "main|Building[^\n]*main\\.cpp" "link|Linking")
    string(REGEX MATCH "^([a-z]+)\\|(.*)$" pair "${pair}")
    set(name "${CMAKE_MATCH_1}")
    if("${output}" MATCHES "${CMAKE_MATCH_2}")
      list(APPEND ran ${name})
    endif()
  endforeach()
  if(NOT "${ran}" STREQUAL "${ARGN}")
    fail("the build ran '${ran}', but '${ARGN}' was expected\n--- it printed\n${output}---")
  endif()
  string(REGEX MATCHALL "baking the migrations" bakes "${output}")
  list(LENGTH bakes count)
  if(count GREATER 1)
    fail("the build ran kiln ${count} times\n--- it printed\n${output}---")
  endif()
  if("${ARGN}" STREQUAL "" AND "${GENERATOR}" MATCHES "Ninja" AND NOT "${output}" MATCHES "no work to do")
    fail("the build had work to do\n--- it printed\n${output}---")
  endif()
endfunction()

function(edit file from to)
  file(READ "${file}" text)
  string(REPLACE "${from}" "${to}" changed "${text}")
  if("${text}" STREQUAL "${changed}")
    fail("'${file}' has no '${from}'")
  endif()
  file(WRITE "${file}" "${changed}")
endfunction()

function(program_prints)
  run_program(notes PRINTS ${ARGN})
endfunction()

configure(succeeds)
build_runs(bake source main link)
build_runs()

# A file with new times, and another kiln: checked again, nothing else.
file(TOUCH "${migrations}/b2_tag.sql")
build_runs(bake)
build_runs()
file(TOUCH "${prefix}/bin/kiln")
build_runs(bake)
build_runs()

# SQL alone: the generated source, never those that include the header.
file(TIMESTAMP "${header}" before "%s" UTC)
file(SHA256 "${header}" before_hash)
edit("${migrations}/b2_tag.sql" "name TEXT NOT NULL" "title TEXT")
build_runs(bake source link)
file(SHA256 "${header}" after_hash)
if(NOT before_hash STREQUAL after_hash)
  fail("an edit of SQL changed the header")
endif()
program_prints("title TEXT")
build_runs()

# The graph: everything.
edit("${migrations}/b2_tag.sql" "create tags" "create the tags")
build_runs(bake source main link)

# A new file, another name for it, and its removal.
file(WRITE "${migrations}/c3_new.sql" "-- revision: c3
-- down_revision: b2

-- kiln:upgrade
CREATE TABLE link (note INTEGER, tag INTEGER);

-- kiln:downgrade
DROP TABLE link;
")
build_runs(bake source main link)
program_prints("head c3" "CREATE TABLE link")
build_runs()
file(RENAME "${migrations}/c3_new.sql" "${migrations}/0_renamed.sql")
build_runs(bake source link)
build_runs()
file(REMOVE "${migrations}/0_renamed.sql")
build_runs(bake source main link)
program_prints("head b2")
build_runs()

# What is no revision file does not matter.
file(WRITE "${migrations}/README.md" "notes")
file(WRITE "${migrations}/.hidden.sql" "not a revision")
build_runs()

# A name that is nearly one does.
file(WRITE "${migrations}/c3_new.SQL" "not looked at")
build(fails PRINTS "unusable file name 'c3_new\\.SQL': '\\.SQL' is not '\\.sql' \\[K108\\]"
  "hint: rename it to 'c3_new\\.sql'")
file(REMOVE "${migrations}/c3_new.SQL")
build_runs(bake)
build_runs()

# What is frozen may not change, and counts from when it is.
set(kiln "${prefix}/bin/kiln")
kiln(succeeds ARGUMENTS freeze TEXT "Froze 2 revisions in migrations/frozen.txt")
build_runs(bake)
build_runs()
edit("${migrations}/b2_tag.sql" "title TEXT" "heading TEXT")
build(fails PRINTS "b2_tag\\.sql:1:14: error: the frozen revision 'b2' has changed: [^\n]*\\[K340\\]"
  "hint: write a new revision, or take the edit back")
edit("${migrations}/b2_tag.sql" "heading TEXT" "title  TEXT")
build_runs(bake source link)
file(REMOVE "${migrations}/frozen.txt")
build_runs(bake)
edit("${migrations}/b2_tag.sql" "title  TEXT" "title TEXT")
build_runs(bake source link)
build_runs()

# Broken: fails each time and leaves the last good output alone. Mended: no compiler runs.
file(SHA256 "${header}" before_hash)
edit("${migrations}/b2_tag.sql" "down_revision: a1" "down_revision: a7")
build(fails PRINTS "${migrations}/b2_tag.sql:2:19: error: unknown down_revision 'a7' \\[K201\\]")
build(fails PRINTS "${migrations}/b2_tag.sql:2:19: error: unknown down_revision 'a7' \\[K201\\]")
file(SHA256 "${header}" after_hash)
if(NOT before_hash STREQUAL after_hash)
  fail("a build that failed changed the header")
endif()
edit("${migrations}/b2_tag.sql" "down_revision: a7" "down_revision: a1")
build_runs(bake)
build_runs()

# An emptied and a removed folder, and back.
file(RENAME "${migrations}" "${scratch}/kept")
build(fails PRINTS "add_migrations\\(notes_db\\): DIRECTORY '${migrations}' does not exist"
  "hint: make it with: kiln init '${migrations}'")
file(MAKE_DIRECTORY "${migrations}")
build(fails PRINTS "\\[K152\\]" "hint: make the first with: kiln revision -m ")
file(COPY "${scratch}/kept/" DESTINATION "${migrations}")
build_runs(bake)
build_runs()

# Settings beside the call, that come, change and go.
file(WRITE "${source}/kiln.toml" "rules = [\"K610=off\"]\n")
build_runs(bake)
build_runs()
edit("${source}/kiln.toml" "off" "fatal")
build(fails PRINTS "${source}/kiln.toml:1:10: error: unknown level 'fatal' \\[K513\\]")
run(fails PRINTS "unknown level 'fatal'" COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug -V)
file(REMOVE "${source}/kiln.toml")
build_runs(bake)
build_runs()

# Another argument of the call: checked again.
edit("${source}/CMakeLists.txt" "notes::db)" "notes::db NO_ROUND_TRIP)")
build_runs(bake)
build_runs()

# Outputs at the heads: made, kept, brought back, made anew.
edit("${source}/CMakeLists.txt" "NO_ROUND_TRIP)"
  "NO_ROUND_TRIP SCHEMA out/schema.sql DATABASE notes.db REPORT out/notes.html)")
build_runs(bake)
build_runs()
file(READ "${build}/out/schema.sql" schema)
if(NOT "${schema}" MATCHES "title TEXT" OR "${schema}" MATCHES "alembic_version")
  fail("SCHEMA is\n${schema}")
endif()
file(READ "${build}/out/notes.html" page)
if(NOT "${page}" MATCHES "<title>notes_db</title>" OR NOT "${page}" MATCHES "adds table tag" OR "${page}" MATCHES "${source}|${build}")
  fail("REPORT is\n${page}")
endif()
set(database "sqlite:///${build}/notes.db")
kiln(succeeds ARGUMENTS --url ${database} current TEXT "b2 (head)\n")
file(SHA256 "${build}/notes.db" before_hash)
file(SHA256 "${build}/out/notes.html" before_page)
file(REMOVE "${build}/notes.db" "${build}/out/schema.sql" "${build}/out/notes.html")
build_runs(bake)
build_runs()
file(SHA256 "${build}/notes.db" after_hash)
if(NOT before_hash STREQUAL after_hash)
  fail("DATABASE has other bytes each time")
endif()
file(SHA256 "${build}/out/notes.html" after_page)
if(NOT before_page STREQUAL after_page)
  fail("REPORT has other bytes each time")
endif()
edit("${migrations}/b2_tag.sql" "title TEXT" "caption TEXT")
build_runs(bake source link)
file(READ "${build}/out/notes.html" page)
if(NOT "${page}" MATCHES "caption TEXT")
  fail("REPORT is still\n${page}")
endif()
file(READ "${build}/out/schema.sql" schema)
if(NOT "${schema}" MATCHES "caption TEXT")
  fail("SCHEMA is still\n${schema}")
endif()
edit("${migrations}/b2_tag.sql" "caption TEXT" "title TEXT")
edit("${source}/CMakeLists.txt" " SCHEMA out/schema.sql DATABASE notes.db REPORT out/notes.html" "")
build_runs(bake source link)

# Another name for the header: the old one is gone, and who includes it is told.
edit("${source}/CMakeLists.txt" "NO_ROUND_TRIP)" "NO_ROUND_TRIP HEADER notes/schema.hpp)")
build(fails PRINTS "notes/db/migrations\\.hpp")
if(EXISTS "${header}")
  fail("the old header is still there")
endif()
edit("${source}/CMakeLists.txt" " HEADER notes/schema.hpp" "")
build(succeeds)
program_prints("head b2")
build_runs()

# What was generated and deleted by hand comes back.
get_filename_component(generated "${build}/kiln-generated/notes_db" ABSOLUTE)
file(REMOVE "${header}")
build(succeeds PRINTS "baking the migrations")
build_runs()

# What the checks keep for the next time is not needed for it.
file(GLOB kept "${generated}/cache/*.checked")
if("${kept}" STREQUAL "")
  fail("the checks keep nothing")
endif()
foreach(entry IN LISTS kept)
  file(WRITE "${entry}" "damaged")
endforeach()
file(REMOVE "${generated}/migrations.cpp")
build_runs(bake source link)
build_runs()
file(REMOVE_RECURSE "${generated}")
build(succeeds PRINTS "baking the migrations")
program_prints("head b2")
build_runs()

build(succeeds --target clean)
build_runs(bake source main link)
build_runs()

# Multi-config: the configurations share what is generated.
if("${GENERATOR}" STREQUAL "Ninja Multi-Config")
  build(succeeds --config Release NOT "baking the migrations" PRINTS "migrations\\.cpp")
  build_runs()
endif()
