# However many targets wait for the migrations, in whatever directory, kiln runs once.
use_project(other_directory)
configure(succeeds)
build(succeeds --parallel 8)
string(REGEX MATCHALL "baking the migrations" bakes "${output}")
list(LENGTH bakes count)
if(NOT count EQUAL 1)
  fail("kiln ran ${count} times\n--- it printed\n${output}---")
endif()
foreach(program IN ITEMS reader one two three)
  run_program(${program} TEXT "applied 1\n")
endforeach()
build(succeeds NOT "baking the migrations|Building|Linking")

# From a fresh tree, the last target alone: what it needs is built in front of it.
build(succeeds --target clean)
build(succeeds --target three PRINTS "baking the migrations")
