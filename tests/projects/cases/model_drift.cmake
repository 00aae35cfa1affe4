# Models that drift fail the build; autogenerate writes the revision that brings the two together.
use_project(model_drift)
use_kiln()
set(models "${source}/models.hpp")

# What is written in another way is no difference.
configure(succeeds)
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")
build(succeeds)
run_program(clinic TEXT "1 revisions")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" PRINTS "clinic_db\\.models"
  "100% tests passed, 0 tests failed out of 4")
build(succeeds NOT "Checking and baking")
kiln(succeeds ARGUMENTS revision --autogenerate -m nothing
  TEXT "No new upgrade operations detected.")

# A member more: the build says what differs and what to type. What autogenerate writes waits for
# the value that it cannot know.
edit("${models}" "std::string name;" "std::string name;\n    std::string unique_field;")
edit("${models}" "kiln::primary_key(&Patient::id)"
  "kiln::primary_key(&Patient::id), kiln::length(&Patient::unique_field, 50),
     kiln::unique(&Patient::unique_field)")
build(fails TEXT "models.hpp: error: the models have column 'unique_field' of table 'patient', and the revisions do not make it: 'VARCHAR(50) NOT NULL' [K320]"
  PRINTS "hint: run: kiln revision --autogenerate")
kiln(fails ARGUMENTS check PRINTS "K320")
kiln(fails ARGUMENTS check --models PRINTS "K320")
kiln(fails ARGUMENTS check --database PRINTS "K417" NOT "K320")
kiln(fails ARGUMENTS verify PRINTS "K320")
kiln(fails ARGUMENTS verify migrations --only models PRINTS "K320")
kiln(succeeds ARGUMENTS verify --only round-trip NOT "Compared")
kiln(succeeds ARGUMENTS revision --autogenerate -m "a unique field"
  PRINTS "Detected added column 'unique_field' of table 'patient'" "Note: complete")
find_revision(a_unique_field)
build(fails PRINTS "a_unique_field\\.sql:[0-9]+:[0-9]+: error: the value of 'unique_field' is not filled in \\[K128\\]")
edit("${revision}" "KILN_FILL_IN AS unique_field" "'patient ' || id AS unique_field")
build(succeeds)
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")

# The same on a database with rows.
use_database(clinic.db)
kiln(succeeds ARGUMENTS --url "${database}" upgrade ae10)
sql("INSERT INTO patient VALUES (1, 'Ada', NULL), (2, 'Grace', '1'); INSERT INTO appointment (id, patient_id, starts_at) VALUES (7, 2, 'noon')" "")
run_program(clinic "${database}" TEXT "1 revisions")
sql("SELECT id, name, unique_field, phone FROM patient" "1|Ada|patient 1|\n2|Grace|patient 2|1\n")
sql("SELECT * FROM appointment" "7|2|noon|30\n")
kiln(succeeds ARGUMENTS --url "${database}" check TEXT "No new upgrade operations detected."
  PRINTS "the models of ${models}\n" "the database ${database}\n")
kiln(succeeds ARGUMENTS --url "${database}" check --database PRINTS "the database" NOT "the models")
kiln(succeeds ARGUMENTS --url "${database}" check --models PRINTS "the models" NOT "the database")
kiln(succeeds ARGUMENTS verify PRINTS "no fault found\nCompared with the revisions: the models")
# A table that neither revisions nor models make is not theirs to drop.
sql("CREATE TABLE others (id)" "")
kiln(succeeds ARGUMENTS --url "${database}" revision --autogenerate -m nothing
  TEXT "No new upgrade operations detected.")
kiln(fails ARGUMENTS --url "${database}" check PRINTS "table 'others' is left over" "name it in leave_alone")
file(APPEND "${source}/kiln.toml" "leave_alone = \"oth%\"\n")
kiln(succeeds ARGUMENTS --url "${database}" check TEXT "No new upgrade operations detected.")
kiln(succeeds ARGUMENTS --url "${database}" downgrade ae10)
sql("SELECT * FROM patient" "1|Ada|\n2|Grace|1\n")
kiln(fails ARGUMENTS --url "${database}" revision --autogenerate PRINTS "K417")

# A rename is one only when it is said: after a wrong guess the revision is written anew, in its place.
edit("${models}" "phone;" "telephone;")
file(GLOB before "${source}/migrations/*")
kiln(succeeds ARGUMENTS revision --autogenerate -m renamed --dry-run
  PRINTS "Would generate migrations/[0-9a-f]+_renamed.sql:" "\n-- kiln:confirm column 'phone' .* lost\n")
file(GLOB after "${source}/migrations/*")
if(NOT "${before}" STREQUAL "${after}")
  fail("--dry-run wrote ${after}")
endif()
kiln(fails ARGUMENTS revision --autogenerate --replace --rename patient.phone=telephone --rev-id ae1027a6acf1
  PRINTS "K532")
kiln(succeeds ARGUMENTS revision --autogenerate -m guessed --branch-label phones PRINTS "Note: confirm")
find_revision(guessed)
file(READ "${revision}" guessed)
kiln(succeeds ARGUMENTS revision --autogenerate --replace --dry-run -m renamed --rename patient.phone=telephone
  PRINTS "Would generate migrations/[0-9a-f]+_guessed.sql:" "\n-- message: renamed\n" "TO telephone;\n")
file(READ "${revision}" text)
if(NOT "${text}" STREQUAL "${guessed}")
  fail("--dry-run changed ${revision}")
endif()
kiln(succeeds ARGUMENTS revision --autogenerate --replace --rename patient.phone=telephone
  PRINTS "Detected renamed column 'phone' of table 'patient' to 'telephone'" NOT "added|removed|confirm")
file(READ "${revision}" text)
string(FIND "${guessed}" "\n\n" end)
string(SUBSTRING "${guessed}" 0 ${end} header)
string(FIND "${text}" "${header}\n\n" begin)
if(NOT begin EQUAL 0 OR NOT header MATCHES "branch_labels: phones")
  fail("the header did not stay:\n${text}")
endif()
if(NOT text MATCHES "RENAME COLUMN phone TO telephone" OR text MATCHES "CREATE|DROP")
  fail("not a rename:\n${text}")
endif()
build(succeeds)
kiln(succeeds ARGUMENTS freeze)
kiln(fails ARGUMENTS revision --autogenerate --replace PRINTS "guessed\\.sql:1:14: error: .* is frozen \\[K532\\]")
file(REMOVE "${source}/migrations/frozen.txt")
edit("${revision}" "-- Written by kiln revision --autogenerate.\n" "")
kiln(fails ARGUMENTS revision --autogenerate --replace PRINTS "was not written by --autogenerate.* \\[K532\\]")

# A member in the middle is a column at the end, and nothing to say of then; whoever wants more says so.
edit("${models}" "std::string name;" "std::string name;\n    std::optional<std::string> city;")
kiln(succeeds ARGUMENTS revision --autogenerate -m city
  PRINTS "Note: column 'city' of table 'patient' comes behind the others" "kiln::ordered")
find_revision(city)
file(READ "${revision}" text)
if(NOT text MATCHES "ALTER TABLE patient ADD COLUMN city TEXT" OR text MATCHES "CREATE TABLE")
  fail("a rebuild:\n${text}")
endif()
build(succeeds)
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")
edit("${models}" "kiln::table<Patient>(\"patient\"," "kiln::table<Patient>(\"patient\", kiln::ordered,")
build(fails PRINTS "column 'city' of table 'patient' is number 3 in the models and number [0-9] in what the revisions make \\[K320\\]")
kiln(succeeds ARGUMENTS revision --autogenerate -m "in order" PRINTS "moved column 'city'" NOT "Note: column")
build(succeeds)

# A new table, and one that goes.
edit("${models}" "inline constexpr auto metadata"
  "struct Room {\n    std::int64_t id;\n    std::string name;\n};\n\ninline constexpr auto metadata")
edit("${models}" "kiln::table<Patient>("
  "kiln::table<Room>(\"room\", kiln::primary_key(&Room::id)),\n    kiln::table<Patient>(")
kiln(succeeds ARGUMENTS revision --autogenerate -m rooms PRINTS "Detected added table 'room'")
build(succeeds)
edit("${models}" "    kiln::table<Room>(\"room\", kiln::primary_key(&Room::id)),\n" "")
kiln(succeeds ARGUMENTS revision --autogenerate -m "no rooms" PRINTS "Detected removed table 'room'"
  "Note: confirm")
build(fails PRINTS "K128")
find_revision(no_rooms)
file(REMOVE "${revision}")
edit("${models}" "kiln::table<Patient>(" "kiln::leave_alone(\"roo%\"), kiln::table<Patient>(")
kiln(succeeds ARGUMENTS revision --autogenerate -m nothing
  TEXT "No new upgrade operations detected.")

# Models that do not compile, SQL in them that SQLite refuses, and no build at all.
edit("${models}" "minutes > 0" "minutos > 0")
kiln(fails ARGUMENTS check PRINTS "K321" "minutos")
edit("${models}" "minutos > 0" "minutes > 0")
edit("${models}" "std::optional<std::string> telephone;" "std::optional<std::string> telephone")
kiln(fails ARGUMENTS revision --autogenerate PRINTS "K523" "models\\.hpp:[0-9]+:[0-9]+: error: [^\n]*\nnote:[^\n]*telephone[^\n]*\nnote:[^\n]*[\^~]")
kiln(fails ARGUMENTS verify PRINTS "K523")
file(REMOVE_RECURSE "${build}")
kiln(fails ARGUMENTS revision --autogenerate PRINTS "K522")
kiln(succeeds ARGUMENTS verify PRINTS "no fault found\nNot compared: the models")
