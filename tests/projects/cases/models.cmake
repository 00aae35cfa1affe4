# Kiln::models of the installed package: used in two sources of a program, and without Boost.
use_project(models)
configure(succeeds "-DBoost_DIR=${KILN_BOOST_DIR}")
build(succeeds)
run(succeeds COMMAND "${build}/schema" TEXT
  [==[{"statements":["CREATE TABLE patient (\u000a    id INTEGER PRIMARY KEY,\u000a    name TEXT NOT NULL,\u000a    phone TEXT\u000a)","CREATE INDEX ix_patient_name ON patient (name)"],"leave_alone":[],"renames":[]}]==])

file(REMOVE_RECURSE "${build}")
configure(fails -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON
  PRINTS "Kiln::models needs the headers of Boost 1\\.75 or newer, which were not found")
# In a folder of its own: file(COPY) leaves a file alone whose time is the same.
use_project(find_package without_boost)
file(REMOVE_RECURSE "${build}")
configure(succeeds -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON)

# A Kiln that was built without Boost has it too, and the same.
set(source "${KILN_SOURCE_DIR}")
set(build "${scratch}/kiln")
configure(succeeds -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON -DKILN_BUILD_TOOL=OFF
  -DKILN_BUILD_COMMAND_LINE=OFF PRINTS "Kiln::models is installed, but not tried")
file(GLOB_RECURSE exported "${build}/CMakeFiles/Export/*/KilnModelsTargets.cmake")
file(GLOB_RECURSE installed "${prefix}/*/KilnModelsTargets.cmake")
run(succeeds COMMAND "${CMAKE_COMMAND}" -E compare_files "${exported}" "${installed}")
