# A unique column, not NULL and of 50 characters, for a table that has rows: Kiln does not invent
# their values, and nothing is lost while they are missing or not unique.
use_project(records)
use_kiln()
use_database(records.db)
configure(succeeds)
build(succeeds)
run_program(records "${database}")
sql("INSERT INTO user VALUES (1, 'Ada', 'London'), (2, 'Grace', NULL), (3, 'Ada', 'Turin')" "")

edit("${source}/models.hpp" "city;" "city;\n    std::string unique_field;")
edit("${source}/models.hpp" "kiln::index(" "kiln::length(&User::unique_field, 50),
                      kiln::unique(&User::unique_field), kiln::index(")
build(fails TEXT "models.hpp: error: the models have column 'unique_field' of table 'user', and the revisions do not make it: 'VARCHAR(50) NOT NULL' [K320]")
kiln(succeeds ARGUMENTS revision --autogenerate -m "unique field" --rev-id 2b
  TEXT "Detected added column 'unique_field' of table 'user'")
find_revision(unique_field)
build(fails PRINTS "unique_field\\.sql:[0-9]+:[0-9]+: error: the value of 'unique_field' is not filled in \\[K128\\]")

# A value that two rows share does not pass the build.
edit("${revision}" "KILN_FILL_IN AS unique_field" "name AS unique_field")
build(fails PRINTS "UNIQUE constraint failed: .*\\.unique_field \\[K601\\]")

edit("${revision}" "name AS unique_field" "name || id AS unique_field")
build(succeeds)
run_program(records "${database}" TEXT "applied 2b\nat 2b\n")
sql("SELECT id, name, city, unique_field FROM user ORDER BY id" "1|Ada|London|Ada1\n2|Grace||Grace2\n3|Ada|Turin|Ada3\n")
run(fails COMMAND "${sqlite3}" "${database_file}" "INSERT INTO user VALUES (4, 'Ada', NULL, 'Ada1')"
  PRINTS "UNIQUE constraint failed: user.unique_field")
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")
kiln(succeeds ARGUMENTS --url "${database}" check TEXT "No new upgrade operations detected.")
kiln(succeeds ARGUMENTS --url "${database}" downgrade -1)
sql("SELECT * FROM user" "1|Ada|London\n2|Grace|\n3|Ada|Turin\n")
