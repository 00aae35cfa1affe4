# What does not fit is left out in silence.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT OR IGNORE INTO t_new SELECT id, name FROM t;
DROP TABLE t;  -- expect K602
ALTER TABLE t_new RENAME TO t;
