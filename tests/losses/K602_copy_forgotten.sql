# The rows go with the old table.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
DROP TABLE t;  -- expect K602 "all rows of 't'"
ALTER TABLE t_new RENAME TO t;
