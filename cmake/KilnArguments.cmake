# The arguments of add_migrations(), read and checked. The parser is our own because
# cmake_parse_arguments() says different things about empty and repeated values in the versions of
# CMake that we support.

# Each function sets what it says in its caller; _kiln_fail() needs `call` there.

# Sets call (for messages), target, and arg_<KEYWORD> as given for each keyword.
function(_kiln_read_arguments command arguments)
  set(flags ALLOW_MULTIPLE_HEADS NO_ROUND_TRIP NO_TESTS EXCLUDE_FROM_ALL)
  set(lists DIRECTORY DIALECT)
  set(keywords DIRECTORY NAMESPACE HEADER DIALECT TYPE ${flags} FOLDER MODELS METADATA)
  foreach(name IN LISTS keywords)
    set(arg_${name} "")  # the caller's variables are visible here
  endforeach()

  set(call "${command}()")
  set(target "")
  set(seen "")
  set(keyword "")  # the one that still takes values
  set(is_first TRUE)
  if("${arguments}" STREQUAL "")
    _kiln_check_target()
  endif()
  foreach(argument IN LISTS arguments)
    if("${argument}" MATCHES ";")
      _kiln_fail("the argument '${argument}' holds ';', which breaks CMake's lists"
        "pass a list without quotes, and rename a folder whose name holds one")
    elseif(is_first)
      set(is_first FALSE)
      set(target "${argument}")
      _kiln_check_target()
      set(call "${command}(${target})")
    elseif("${argument}" IN_LIST keywords)
      _kiln_check_keyword_has_value()
      if("${argument}" IN_LIST seen AND NOT "${argument}" IN_LIST lists)
        _kiln_fail("${argument} is given twice")
      endif()
      list(APPEND seen "${argument}")
      if("${argument}" IN_LIST flags)
        set(arg_${argument} TRUE)
        set(keyword "")
      else()
        set(keyword "${argument}")
        set(keyword_values 0)
      endif()
    elseif("${keyword}" STREQUAL "")
      _kiln_fail_unknown("${argument}")
    elseif("${argument}" STREQUAL "")
      _kiln_fail("${keyword} has an empty value")
    else()
      list(APPEND arg_${keyword} "${argument}")
      math(EXPR keyword_values "${keyword_values} + 1")
      if(NOT "${keyword}" IN_LIST lists)
        set(keyword "")
      endif()
    endif()
  endforeach()
  _kiln_check_keyword_has_value()

  foreach(name IN LISTS keywords)
    set(arg_${name} "${arg_${name}}" PARENT_SCOPE)
  endforeach()
  set(call "${call}" PARENT_SCOPE)
  set(target "${target}" PARENT_SCOPE)
endfunction()

function(_kiln_check_keyword_has_value)
  if(NOT "${keyword}" STREQUAL "" AND keyword_values EQUAL 0)
    _kiln_fail("${keyword} needs a value")
  endif()
endfunction()

function(_kiln_fail_unknown argument)
  _kiln_fail("unknown argument '${argument}'"
    "known are DIRECTORY, NAMESPACE, HEADER, DIALECT, TYPE, ALLOW_MULTIPLE_HEADS, NO_ROUND_TRIP, NO_TESTS, EXCLUDE_FROM_ALL, FOLDER, MODELS, METADATA")
endfunction()

function(_kiln_check_target)
  if("${target}" STREQUAL "")
    _kiln_fail("the name of the target is missing" "${command}(<target> DIRECTORY migrations)")
  elseif("${target}" IN_LIST keywords)
    _kiln_fail("the name of the target is missing in front of ${target}"
      "${command}(<target> ${target} ...)")
  elseif(NOT "${target}" MATCHES "^[A-Za-z0-9_.+-]+$")
    _kiln_fail("'${target}' cannot be the name of a target"
      "use letters, digits and any of _ . + -")
  endif()
endfunction()

# A path that the build tool cannot carry is refused here: make and ninja say it less clearly.
function(_kiln_check_path path)
  string(REGEX REPLACE "\\[[^][]*\\]" "" unbalanced "${path}")
  set(colon "")
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND NOT CMAKE_HOST_WIN32)
    set(colon ":")
  endif()
  foreach(character IN ITEMS "#" "\"" "\n" "|" "<" ">" ${colon} "\\")
    string(FIND "${path}" "${character}" position)
    if(NOT position EQUAL -1)
      _kiln_fail("the path '${path}' holds '${character}', which no build tool carries"
        "rename the folder")
    endif()
  endforeach()
  if("${unbalanced}" MATCHES "[][]")
    _kiln_fail("the path '${path}' holds an unpaired bracket, which breaks CMake's lists"
      "rename the folder")
  endif()
endfunction()

# Sets arg_DIRECTORY: absolute, existing folders.
function(_kiln_check_directories)
  if("${arg_DIRECTORY}" STREQUAL "")
    set(arg_DIRECTORY migrations)
  endif()
  _kiln_check_path("${CMAKE_CURRENT_BINARY_DIR}")
  set(directories "")
  foreach(given IN LISTS arg_DIRECTORY)
    get_filename_component(directory "${given}" ABSOLUTE)
    if(IS_DIRECTORY "${directory}")
      _kiln_check_path("${directory}")
    elseif(EXISTS "${directory}")
      _kiln_fail("DIRECTORY '${directory}' is not a folder")
    elseif("${given}" MATCHES "^[A-Z][A-Z_]+$")
      _kiln_fail_unknown("${given}")  # a misspelt keyword after DIRECTORY, as a rule
    else()
      _kiln_fail("DIRECTORY '${directory}' does not exist" "make it with: kiln init '${directory}'")
    endif()
    if("${directory}" IN_LIST directories)
      _kiln_fail("DIRECTORY '${directory}' is given twice")
    endif()
    list(APPEND directories "${directory}")
  endforeach()
  set(arg_DIRECTORY "${directories}" PARENT_SCOPE)
endfunction()

# Sets arg_NAMESPACE.
function(_kiln_check_namespace)
  set(reserved
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t
    char8_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
    constinit continue decltype default delete do double dynamic_cast else enum explicit export
    extern false float for friend goto if inline int kiln long mutable namespace new noexcept not not_eq
    nullptr operator or or_eq private protected public register reinterpret_cast requires return
    short signed sizeof static static_assert static_cast std struct switch template this
    thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
    wchar_t while xor xor_eq)
  if("${arg_NAMESPACE}" STREQUAL "")
    string(MAKE_C_IDENTIFIER "${target}" arg_NAMESPACE)
  elseif(NOT "${arg_NAMESPACE}" MATCHES "^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*$")
    _kiln_fail("NAMESPACE '${arg_NAMESPACE}' is not a C++ namespace"
      "write names joined by '::', such as clinic::db")
  endif()
  string(REPLACE "::" ";" parts "${arg_NAMESPACE}")
  foreach(part IN LISTS parts)
    if("${part}" IN_LIST reserved OR "${part}" MATCHES "^__")
      _kiln_fail("NAMESPACE '${arg_NAMESPACE}' holds '${part}', which is reserved"
        "choose another with NAMESPACE")
    endif()
  endforeach()
  set(arg_NAMESPACE "${arg_NAMESPACE}" PARENT_SCOPE)
endfunction()

# Sets arg_HEADER: what an application includes.
function(_kiln_check_header)
  if("${arg_HEADER}" STREQUAL "")
    string(REPLACE "::" "/" path "${arg_NAMESPACE}")
    set(arg_HEADER "${path}/migrations.hpp")
  endif()
  cmake_path(SET header NORMALIZE "${arg_HEADER}")
  if(IS_ABSOLUTE "${header}" OR "${header}" MATCHES "^([A-Za-z]:|[/~])")
    _kiln_fail("HEADER '${arg_HEADER}' is not relative"
      "give the path as in #include, such as clinic/db/migrations.hpp")
  elseif("${arg_HEADER}" MATCHES "(^|/)\\.\\.(/|$)")
    _kiln_fail("HEADER '${arg_HEADER}' holds '..'"
      "give the path as in #include, such as clinic/db/migrations.hpp")
  elseif("${header}" MATCHES "[][\\\"'#:*?<>|$\n]")
    _kiln_fail("HEADER '${arg_HEADER}' holds a character that #include or a build tool cannot carry"
      "use letters, digits, '_', '-', '.' and '/'")
  elseif(NOT "${header}" MATCHES "[^/]\\.(hpp|hxx|hh|h)$")
    _kiln_fail("HEADER '${arg_HEADER}' is not the name of a header" "let it end in .hpp")
  endif()
  set(arg_HEADER "${header}" PARENT_SCOPE)
endfunction()

# Sets arg_<keyword>, which takes one or more of the values that follow; the first is the default.
function(_kiln_check_choice keyword default)
  if("${arg_${keyword}}" STREQUAL "")
    set(arg_${keyword} "${default}")
  endif()
  set(seen "")
  foreach(value IN LISTS arg_${keyword})
    if("${value}" IN_LIST seen)
      _kiln_fail("${keyword} '${value}' is given twice")
    elseif(NOT "${value}" IN_LIST ARGV)
      list(JOIN ARGN ", " others)
      _kiln_fail("unknown ${keyword} '${value}'" "known are ${default}, ${others}")
    endif()
    list(APPEND seen "${value}")
  endforeach()
  set(arg_${keyword} "${arg_${keyword}}" PARENT_SCOPE)
endfunction()

# Makes arg_MODELS absolute. METADATA is an expression, which the compiler checks.
function(_kiln_check_models)
  if("${arg_MODELS}" STREQUAL "" AND "${arg_METADATA}" STREQUAL "")
    return()
  elseif("${arg_METADATA}" STREQUAL "")
    _kiln_fail("MODELS needs METADATA" "METADATA clinic::metadata names the kiln::metadata() in the header")
  elseif("${arg_MODELS}" STREQUAL "")
    _kiln_fail("METADATA needs MODELS" "MODELS models.hpp names the header")
  elseif("${arg_METADATA}" MATCHES "\n")
    _kiln_fail("METADATA '${arg_METADATA}' is not one line")
  elseif(NOT "sqlite" IN_LIST arg_DIALECT)
    _kiln_fail("MODELS needs DIALECT sqlite: they are compared with what the revisions make there")
  endif()
  get_filename_component(models "${arg_MODELS}" ABSOLUTE)
  if(NOT EXISTS "${models}" OR IS_DIRECTORY "${models}")
    _kiln_fail("MODELS '${models}' is not a file")
  endif()
  _kiln_check_path("${models}")
  if(NOT TARGET Kiln::models)
    _kiln_fail("MODELS needs the target Kiln::models, which needs Boost's headers (1.75 or newer)"
      "install Boost: on Debian, apt-get install libboost-dev")
  endif()
  set(arg_MODELS "${models}" PARENT_SCOPE)
endfunction()
