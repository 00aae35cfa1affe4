# The WHERE says that rows go.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t RENAME TO t_old;
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
INSERT INTO t(id, name) SELECT id, name FROM t_old WHERE name IS NOT NULL;
DROP TABLE t_old;
