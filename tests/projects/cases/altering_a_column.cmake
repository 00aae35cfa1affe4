# A column's type, NULL, default and collation change: SQLite has no ALTER for it, so the table is
# rebuilt, with its rows, its index, and those that refer to it.
use_project(records)
use_kiln()
use_database(records.db)
configure(succeeds)
build(succeeds)
run_program(records "${database}")
sql("INSERT INTO user VALUES (1, 'Ada', 'London'), (2, 'Grace', 'Oslo'); CREATE TABLE note(user_id REFERENCES user(id) ON DELETE CASCADE, text); INSERT INTO note VALUES (1, 'mine')" "")

# Wider, which loses nothing.
edit("${source}/models.hpp" "name, 30)" "name, 60), kiln::collate(&User::name, \"NOCASE\")")
build(fails TEXT "column 'name' of table 'user' is 'VARCHAR(60) NOT NULL COLLATE NOCASE' in the models, and the revisions make 'VARCHAR(30) NOT NULL' [K320]")
kiln(succeeds ARGUMENTS revision --autogenerate -m "longer names" --rev-id 2b
  TEXT "Detected changed column 'name' of table 'user'")
build(succeeds)
run_program(records "${database}" TEXT "applied 2b\nat 2b\n")
sql("SELECT user.*, text FROM user LEFT JOIN note ON user_id = user.id WHERE name = 'ADA'; SELECT sql FROM sqlite_schema WHERE name = 'ix_user_name'; PRAGMA foreign_key_check"
  "1|Ada|London|mine\nCREATE INDEX ix_user_name ON user (name)\n")

# No longer NULL: the rows that have none are for a person to mend.
edit("${source}/models.hpp" "std::optional<std::string> city;" "std::string city;")
kiln(succeeds ARGUMENTS revision --autogenerate -m "all have a city" --rev-id 3c PRINTS "Note: confirm")
build(fails PRINTS "K128")
find_revision(all_have_a_city)
confirm()
build(fails PRINTS "NOT NULL constraint failed: new_user.city \\[K601\\]")
sql("UPDATE user SET city = NULL WHERE id = 2" "")
edit("${revision}" "-- kiln:upgrade\n" "-- kiln:upgrade\nUPDATE user SET city = '' WHERE city IS NULL;\n")
build(succeeds)
run_program(records "${database}" TEXT "applied 3c\nat 3c\n")
sql("SELECT * FROM user; SELECT text FROM note" "1|Ada|London\n2|Grace|\nmine\n")
kiln(succeeds ARGUMENTS --url "${database}" downgrade 1975)
sql("SELECT sql FROM sqlite_schema WHERE name = 'user'; SELECT * FROM user; SELECT text FROM note"
  "CREATE TABLE \"user\" (\n    id INTEGER PRIMARY KEY,\n    name VARCHAR(30) NOT NULL,\n    city TEXT\n)\n1|Ada|London\n2|Grace|\nmine\n")
