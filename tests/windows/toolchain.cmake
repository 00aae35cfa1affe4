# Windows, by Debian's mingw-w64, and wine to run what was built. `./dev windows` fills the folder `root`
# with the libraries, for Debian has none of them for Windows.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_CROSSCOMPILING_EMULATOR wine)
set(CMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE PRE_TEST)
# Also archives of such objects (link.cmake) GNU's tools make in minutes.
set(CMAKE_AR /usr/bin/llvm-ar)
set(CMAKE_RANLIB /usr/bin/llvm-ranlib)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)

get_filename_component(CMAKE_FIND_ROOT_PATH ${CMAKE_CURRENT_LIST_DIR}/../../build/windows/root ABSOLUTE)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
foreach(package IN ITEMS GTest fmt tomlplusplus)
  set(${package}_DIR ${CMAKE_CURRENT_LIST_DIR})
endforeach()
# It finds its headers from where Debian has it.
set(Boost_DIR ${CMAKE_FIND_ROOT_PATH}/lib/x86_64-linux-gnu/cmake/Boost-1.81.0)
