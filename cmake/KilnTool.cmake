# Which program kiln the build runs.

# Sets in the caller: tool, what COMMAND gets, and tool_depends, what DEPENDS gets, so that another
# kiln checks everything again.
function(_kiln_find_tool)
  if(NOT Kiln_EXECUTABLE AND TARGET Kiln::kiln AND NOT CMAKE_CROSSCOMPILING)
    # Never the bare target as COMMAND: the name of one that is not imported becomes a look-up on
    # PATH in a cross build.
    set(tool "$<TARGET_FILE:Kiln::kiln>" PARENT_SCOPE)
    set(tool_depends Kiln::kiln PARENT_SCOPE)
    return()
  endif()

  # PATH alone: below CMAKE_PREFIX_PATH is what runs on the target. Makes a relative path that was
  # given on the command line absolute, too.
  find_program(Kiln_EXECUTABLE kiln PATHS ENV PATH NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH
    DOC "The program kiln that runs on this machine")
  set(hint "build Kiln for this machine, then put kiln on PATH or configure with -DKiln_EXECUTABLE=/path/to/kiln")
  if(NOT Kiln_EXECUTABLE)
    _kiln_fail("found no kiln that runs on this machine" "${hint}")
  elseif(NOT IS_ABSOLUTE "${Kiln_EXECUTABLE}" OR NOT EXISTS "${Kiln_EXECUTABLE}"
      OR IS_DIRECTORY "${Kiln_EXECUTABLE}")
    _kiln_fail("Kiln_EXECUTABLE '${Kiln_EXECUTABLE}' is not the absolute path of a program"
      "${hint}")
  endif()
  _kiln_check_path("${Kiln_EXECUTABLE}")
  _kiln_check_tool_version()
  set(tool "${Kiln_EXECUTABLE}" PARENT_SCOPE)
  set(tool_depends "${Kiln_EXECUTABLE}" PARENT_SCOPE)
endfunction()

# What the program writes is compiled against the package's headers: they must be of one version.
function(_kiln_check_tool_version)
  get_target_property(expected Kiln::runtime KILN_VERSION)
  execute_process(COMMAND "${Kiln_EXECUTABLE}" --version
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT "${result}" STREQUAL "0" OR NOT "${output}" MATCHES "^kiln ([0-9][^ \n]*)(\n|$)")
    string(REGEX REPLACE "[\r\n]+" " " output "${output}")
    _kiln_fail("'${Kiln_EXECUTABLE} --version' does not answer as kiln (${result}): ${output}"
      "set Kiln_EXECUTABLE to a kiln that runs on this machine")
  elseif(NOT "${CMAKE_MATCH_1}" STREQUAL "${expected}")
    _kiln_fail("'${Kiln_EXECUTABLE}' is kiln ${CMAKE_MATCH_1}, but this is the package of Kiln ${expected}"
      "install the same version of both, or set Kiln_EXECUTABLE to kiln ${expected}")
  endif()
endfunction()
