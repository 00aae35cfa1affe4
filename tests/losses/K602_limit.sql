# A LIMIT is no filter over what the rows hold.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t RENAME TO t_old;
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
INSERT INTO t(id, name) SELECT id, name FROM t_old LIMIT 2;
DROP TABLE t_old;  -- expect K602
