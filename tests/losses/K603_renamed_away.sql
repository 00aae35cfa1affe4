# Of a table that goes by another name a column was forgotten.
== a
CREATE TABLE t(name TEXT, n INTEGER);
== b
CREATE TABLE new_t(name TEXT, n INTEGER, at TEXT);
INSERT INTO new_t (rowid, name) SELECT rowid, name FROM t;
PRAGMA legacy_alter_table = ON;
ALTER TABLE t RENAME TO old_t;
ALTER TABLE new_t RENAME TO t;
PRAGMA legacy_alter_table = OFF;
DROP TABLE old_t;  -- expect K603
