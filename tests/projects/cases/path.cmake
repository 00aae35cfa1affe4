# A project, a build and a package in folders with names that need quotes everywhere.
# (Not "'": ninja cannot read it in what g++ says about included files.)
set(folder "a path with space, (ünïcode) $HOME")
file(COPY "${prefix}/" DESTINATION "${scratch}/${folder}/prefix")
set(prefix "${scratch}/${folder}/prefix")
set(build "${scratch}/${folder}/build")
use_project(minimal "${folder}/source")
file(RENAME "${source}/migrations/a1_note.sql" "${source}/migrations/a1 a (nöte) 100%, $1 'x'.sql")

configure(succeeds)
build(succeeds)
run_program(minimal TEXT "at b2\n")
build(succeeds NOT "baking the migrations|Building|Linking")
file(TOUCH "${source}/migrations/a1 a (nöte) 100%, $1 'x'.sql")
build(succeeds PRINTS "baking the migrations" NOT "Building|Linking")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug
  PRINTS "0 tests failed out of 3")
file(APPEND "${source}/migrations/b2_note_title.sql" "SELECT nothing;\n")
build(fails PRINTS "/source/migrations/b2_note_title.sql:[0-9]+:[0-9]+: error: ")
