# Debian's own is of its library.
add_library(tomlplusplus::tomlplusplus INTERFACE IMPORTED)
target_include_directories(tomlplusplus::tomlplusplus INTERFACE ${CMAKE_FIND_ROOT_PATH}/include)
