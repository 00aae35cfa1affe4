# A program with a window of Qt's, which migrates Qt's own connection in a thread. The window lives while
# a statement runs for hours: it is the window that presses Cancel then.
set(ENV{QT_QPA_PLATFORM} offscreen)
set(ENV{QT_LOGGING_RULES} "*=false")
use_project(desktop)
configure(succeeds)
build(succeeds)

use_database(few.db)
sql("CREATE TABLE photo (id INTEGER PRIMARY KEY, file TEXT NOT NULL, width INTEGER NOT NULL);
  INSERT INTO photo (file, width) VALUES ('a', 1), ('b', 2), ('c', 3);
  CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
  INSERT INTO alembic_version VALUES ('a1')" "")
run(succeeds COMMAND "${build}/desktop" "${database_file}")
if(NOT output STREQUAL "The photos are up to date.\n")
  fail("it says ${output}")
endif()
sql("SELECT file, alike FROM photo; SELECT version_num FROM alembic_version" "a|0\nb|1\nc|2\nc3\n")

use_database(many.db)
sql("CREATE TABLE photo (id INTEGER PRIMARY KEY, file TEXT NOT NULL, width INTEGER NOT NULL);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    INSERT INTO photo SELECT i, 'a' || i, i FROM n;
  CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
  INSERT INTO alembic_version VALUES ('a1')" "")
run(succeeds COMMAND "${build}/desktop" "${database_file}" "${scratch}/window.png")
if(NOT output MATCHES "^the work on the database '.*' was stopped, .* \\[K422\\]; ")
  fail("it says ${output}")
endif()
if(NOT EXISTS "${scratch}/window.png")
  fail("the window was not saved")
endif()
sql("SELECT count(*), max(width) FROM photo; SELECT name FROM pragma_table_info('photo');
  SELECT version_num FROM alembic_version" "10000|10000\nid\nfile\nwidth\na1\n")

run(succeeds COMMAND "${build}/desktop")
if(NOT output MATCHES "^Qt's connection '' is not valid \\[K447\\]; [^\n]*
Qt's connection 'closed' is not open \\[K447\\]; call open\\(\\) before
Qt's connection 'other' is no SQLite's: the driver gives no sqlite3\\* \\[K447\\]; [^\n]*
nothing to refuse\n$")
  fail("it says ${output}")
endif()
