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
