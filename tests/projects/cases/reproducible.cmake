# The same revisions give the same bytes: in another folder, by another locale, time zone and umask,
# from files of another age and order.
use_project(clinic one)
use_project(clinic "two and more")
file(GLOB revisions "${scratch}/two and more/migrations/*.sql")
list(REVERSE revisions)
foreach(revision IN LISTS revisions)
  file(READ "${revision}" text)
  file(REMOVE "${revision}")
  file(WRITE "${revision}" "${text}")
endforeach()

# Twice a whole build, from configuring on: the generated files, and the library that a compiler makes
# of them, are the same.
function(build_in folder generator)
  foreach(setting IN LISTS ARGN)
    string(REGEX MATCH "^([^=]+)=(.*)$" unused "${setting}")
    set(ENV{${CMAKE_MATCH_1}} "${CMAKE_MATCH_2}")
  endforeach()
  set(source "${scratch}/${folder}")
  set(build "${source}/a build")
  set(GENERATOR "${generator}")
  configure(succeeds -DCMAKE_BUILD_TYPE=Release)
  build(succeeds --target clinic_db)
endfunction()
build_in(one Ninja LC_ALL=C TZ=UTC)
build_in("two and more" "Unix Makefiles" LC_ALL=C.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Tokyo SOURCE_DATE_EPOCH=1)
file(GLOB_RECURSE made RELATIVE "${scratch}/one/a build"
  "${scratch}/one/a build/*/migrations.hpp" "${scratch}/one/a build/*/migrations*.cpp"
  "${scratch}/one/a build/*clinic_db.a")
list(LENGTH made count)
if(count LESS 3)
  fail("a build makes only: ${made}")
endif()
foreach(file IN LISTS made)
  run(succeeds COMMAND "${CMAKE_COMMAND}" -E compare_files "${scratch}/one/a build/${file}"
    "${scratch}/two and more/a build/${file}")
endforeach()

# The same of kiln alone, with another umask.
set(kiln "${prefix}/bin/kiln")
function(bake folder)
  run(succeeds COMMAND "${CMAKE_COMMAND}" -E env ${ARGN} sh -c "umask 077; cd '${scratch}/${folder}' && \
'${kiln}' bake --header out/migrations.hpp --source out/migrations.cpp --include migrations.hpp \
--namespace clinic::db migrations")
endfunction()
bake(one LC_ALL=C TZ=UTC)
bake("two and more" LC_ALL=C.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Tokyo SOURCE_DATE_EPOCH=1)
foreach(file IN ITEMS migrations.hpp migrations.cpp)
  run(succeeds COMMAND "${CMAKE_COMMAND}" -E compare_files "${scratch}/one/out/${file}"
    "${scratch}/two and more/out/${file}")
endforeach()
