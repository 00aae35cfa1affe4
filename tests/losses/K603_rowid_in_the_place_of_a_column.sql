# The rowid is no column, and yet it is not the value that was there.
== a
CREATE TABLE t(code INTEGER, name TEXT NOT NULL);
== b
CREATE TABLE t_new(code INTEGER, name TEXT NOT NULL, born TEXT);
INSERT INTO t_new (code, name) SELECT rowid, name FROM t;
DROP TABLE t;  -- expect K603 "'code' in 't' become those of 'rowid'"
ALTER TABLE t_new RENAME TO t;
