# The old table goes by another name; its index and the rowids go with it.
== a
CREATE TABLE t(name TEXT, n INTEGER);
CREATE INDEX t_name ON t(name);
CREATE VIRTUAL TABLE t_text USING fts5(name, content = 't');
== b
CREATE TABLE new_t(name TEXT, n INTEGER, at TEXT);
INSERT INTO new_t (name, n) SELECT name, n FROM t;
PRAGMA legacy_alter_table = ON;
ALTER TABLE t RENAME TO old_t;
ALTER TABLE new_t RENAME TO t;
PRAGMA legacy_alter_table = OFF;
DROP TABLE old_t;  -- expect K606 "index 't_name'" K606 "rowids"
