# Where two rows alike do not pass, there are two with small numbers: they are others then, too.
== a
CREATE TABLE t(id INTEGER, name TEXT NOT NULL);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO t_new(name) SELECT name FROM t;  -- expect K609 "PRIMARY KEY" K609 "UNIQUE"
DROP TABLE t;  -- expect K603 "'id'"
ALTER TABLE t_new RENAME TO t;
