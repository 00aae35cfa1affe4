# No row of t passes; those of u tell what becomes of theirs.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name BLOB NOT NULL);
CREATE TABLE u(id INTEGER PRIMARY KEY, n REAL);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
INSERT INTO t_new SELECT id, name FROM t;  -- expect K609 "STRICT"
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TABLE u_new(id INTEGER PRIMARY KEY, n REAL, kind TEXT);
INSERT INTO u_new (id, n) SELECT id, n FROM u LIMIT 1;
DROP TABLE u;  -- expect K602 "'u'"
ALTER TABLE u_new RENAME TO u;
