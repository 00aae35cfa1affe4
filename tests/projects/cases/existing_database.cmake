# A database that another program made comes under Kiln: what its tables are is recognized, not run.
use_project(records)
use_kiln()
use_database(records.db)
configure(succeeds)
build(succeeds)
set(tables "CREATE TABLE user(id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL, city TEXT); CREATE INDEX ix_user_name ON user(name)")
sql("${tables}; INSERT INTO user VALUES (1, 'Ada', 'London'); PRAGMA user_version = 7" "")

# Without a stamp the first revision meets the tables, and all stays as it was.
run(fails COMMAND "${build}/records" "${database}" PRINTS "table user already exists"
  "if the database had it before Kiln came, run: kiln adopt")
sql("SELECT * FROM user; SELECT name FROM sqlite_schema WHERE name LIKE 'alembic%' OR name LIKE 'kiln%'"
  "1|Ada|London\n")

kiln(succeeds ARGUMENTS --url "${database}" adopt PRINTS "-> 1975ea83b712")
kiln(succeeds ARGUMENTS --url "${database}" current TEXT "1975ea83b712 (head)")
kiln(succeeds ARGUMENTS --url "${database}" check TEXT "No new upgrade operations detected.")
run_program(records "${database}" TEXT "at 1975ea83b712\n")
edit("${source}/models.hpp" "city;" "city;\n    std::optional<int> born;")
kiln(succeeds ARGUMENTS revision --autogenerate -m born --rev-id 2b)
build(succeeds)
run_program(records "${database}" TEXT "applied 2b\nat 2b\n")
sql("SELECT * FROM user; PRAGMA user_version" "1|Ada|London|\n7\n")

# One that is not quite what the revisions make is told apart.
use_database(other.db)
sql("CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT, city TEXT)" "")
kiln(succeeds ARGUMENTS --url "${database}" stamp 1975)
kiln(fails ARGUMENTS --url "${database}" check PRINTS "K418" "column 'name'" "ix_user_name")
