# What fails is the text in the key's place, and not the new CHECK.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT CHECK (name <> ''));
INSERT INTO t_new (id, name) SELECT name, id FROM t;  -- expect K601 "datatype mismatch" K609
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
