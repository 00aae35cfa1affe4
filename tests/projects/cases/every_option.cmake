# What autogenerate wrote and a database took leaves nothing for a second run to find, whatever the
# models use: from the revisions, and from the database itself.
use_project(records)
use_kiln()
use_database(records.db)
file(RENAME "${source}/every_option.hpp" "${source}/models.hpp")
configure(succeeds)
build(fails PRINTS "the models have table 'record'" "the models have table 'setting'"
  "the models have table 'loan'")
kiln(succeeds ARGUMENTS revision --autogenerate -m "keep records" --rev-id 2b)
build(succeeds)
run_program(records "${database}" TEXT "applied 1975ea83b712\napplied 2b\nat 2b\n")
sql("CREATE TABLE legacy_notes(text); INSERT INTO user VALUES (1, 'Ada', 'London');
INSERT INTO record (id, user_id, title, seconds, price, sleeve) VALUES (1, 1, 'Notes', 1.5, 9.99, x'00');
SELECT class, sides, shown, sorted FROM record"
  "a 'quoted' default|2|Notes (a 'quoted' default)|notes\n")

foreach(url IN ITEMS "" "--url;${database}")
  kiln(succeeds ARGUMENTS ${url} check TEXT "No new upgrade operations detected.")
  kiln(succeeds ARGUMENTS ${url} revision --autogenerate -m "nothing more"
    TEXT "No new upgrade operations detected." NOT "Generating")
endforeach()
file(GLOB revisions "${source}/migrations/*.sql")
list(LENGTH revisions count)
if(NOT count EQUAL 2)
  fail("${count} revisions: ${revisions}")
endif()
