# No blob passes the STRICT: the rows of another table have something to tell, and so have those
# that pass.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, data BLOB NOT NULL, note TEXT);
CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, data TEXT NOT NULL, note TEXT) STRICT;
INSERT INTO t_new(id, data) SELECT id, data FROM t;  -- expect K609 "STRICT"
DROP TABLE t;  -- expect K603 "'note'"
ALTER TABLE t_new RENAME TO t;
CREATE TABLE u_new(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO u_new(id) SELECT id FROM u;  -- expect K601 "u_new.name"
DROP TABLE u;
ALTER TABLE u_new RENAME TO u;
