# For an overlay: vcpkg install kiln --overlay-ports=<this repository>/packaging/vcpkg
# The sources are those that this file stands in. A registry has vcpkg_from_github() here.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS options
  FEATURES
    tool KILN_BUILD_TOOL
    tool KILN_BUILD_COMMAND_LINE
    postgresql KILN_POSTGRESQL
    mysql KILN_MYSQL)

vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    ${options}
    -DKILN_BUILD_TESTS=OFF
    -DCMAKE_UNITY_BUILD=ON)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME Kiln CONFIG_PATH lib/cmake/Kiln)
if("tool" IN_LIST FEATURES)
  vcpkg_copy_tools(TOOL_NAMES kiln AUTO_CLEAN)
endif()
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
# Where find_package(Kiln) passes through: the host's program, whatever the target is.
configure_file("${CMAKE_CURRENT_LIST_DIR}/vcpkg-cmake-wrapper.cmake.in"
  "${CURRENT_PACKAGES_DIR}/share/kiln/vcpkg-cmake-wrapper.cmake" @ONLY)
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
