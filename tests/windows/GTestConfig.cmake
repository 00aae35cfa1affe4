# As CMake's module, which does not know gmock.
foreach(library IN ITEMS gtest gtest_main gmock)
  add_library(GTest::${library} STATIC IMPORTED)
  set_target_properties(GTest::${library} PROPERTIES
    IMPORTED_LOCATION ${CMAKE_FIND_ROOT_PATH}/lib/lib${library}.a
    INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_FIND_ROOT_PATH}/include)
endforeach()
set_target_properties(GTest::gtest_main GTest::gmock PROPERTIES INTERFACE_LINK_LIBRARIES GTest::gtest)
