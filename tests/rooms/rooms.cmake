# The house in one direction: no room includes a higher one, each `.cpp` but a verb's has the header
# of its name, and a database's client is known to its own driver and to few others.
#   cmake -D ROOT=<folder with include/, src/ and tool/> -P rooms.cmake

cmake_minimum_required(VERSION 3.22)

# From the lowest. A file belongs to the longest of these that its path begins with.
set(rooms
  include
  src/text src/sql src/graph src/plan src/database src/database/sqlite src/database/postgresql
  src/database/mysql
  src/schema src/run
  tool/report tool/schema tool/command_line tool/verbs/database
  tool/project tool/servers tool/replay tool/rules tool/models tool/bake tool/verbs tool)

set(without_header
  tool/main.cpp tool/verbs.cpp tool/servers/windows/private_server.cpp
  tool/project/windows/utf8_paths.cpp)

# Who may include the client of a database, beside src/database/<its driver>/.
set(clients "sqlite3\\.h|libpq-fe\\.h|mysql\\.h|mysql/mysql\\.h")
set(trial_rooms tool/replay tool/rules tool/schema tool/models)

function(room_of path out)
  set(best -1)
  set(length 0)
  set(index 0)
  foreach(room IN LISTS rooms)
    string(LENGTH "${room}/" size)
    string(FIND "${path}" "${room}/" at)
    if(room STREQUAL "tool" AND path MATCHES "^tool/.+/")
      continue()  # only what stands in no folder of it
    endif()
    if(at EQUAL 0 AND size GREATER length)
      set(best ${index})
      set(length ${size})
    endif()
    math(EXPR index "${index} + 1")
  endforeach()
  set(${out} ${best} PARENT_SCOPE)
endfunction()

set(faults "")
file(GLOB_RECURSE files RELATIVE "${ROOT}"
  "${ROOT}/include/*.hpp" "${ROOT}/src/*.?pp" "${ROOT}/tool/*.?pp")
foreach(file IN LISTS files)
  room_of("${file}" room)
  if(room EQUAL -1)
    list(APPEND faults "${file} is in no room")
    continue()
  endif()
  list(GET rooms ${room} name)

  file(STRINGS "${ROOT}/${file}" includes REGEX "^ *# *include ")
  foreach(line IN LISTS includes)
    if(line MATCHES "include \"([^\"]+)\"")
      set(other "${CMAKE_MATCH_1}")
      if(NOT EXISTS "${ROOT}/${other}")
        list(APPEND faults "${file} includes \"${other}\", which is no path from the root")
        continue()
      endif()
      room_of("${other}" above)
      if(above GREATER room)
        list(GET rooms ${above} other_name)
        list(APPEND faults "${file} includes ${other}: ${name} is below ${other_name}")
      endif()
    elseif(line MATCHES "include <(${clients})>")
      set(client "${CMAKE_MATCH_1}")
      if(NOT file MATCHES "^src/database/[a-z]+/" AND NOT name IN_LIST trial_rooms)
        list(APPEND faults "${file} includes <${client}>: ${name} knows no client")
      endif()
    endif()
  endforeach()

  if(file MATCHES "\\.cpp$" AND NOT file MATCHES "^tool/verbs/" AND NOT file IN_LIST without_header)
    string(REGEX REPLACE "\\.cpp$" ".hpp" header "${file}")
    string(REGEX REPLACE "^.*/" "include/kiln/" public "${header}")
    if(NOT EXISTS "${ROOT}/${header}" AND NOT EXISTS "${ROOT}/${public}")
      list(APPEND faults "${file} has no header of its name")
    endif()
  endif()
endforeach()

if("${files}" STREQUAL "")
  list(APPEND faults "found no files below ${ROOT}")
endif()
if(faults)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "\n  ${faults}")
endif()
