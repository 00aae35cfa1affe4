== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, gone INTEGER);
CREATE UNIQUE INDEX t_name ON t(name) WHERE gone = 0;
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, name TEXT, gone INTEGER, label TEXT);
INSERT INTO n(id, name, gone) SELECT id, name, gone FROM t;
DROP TABLE t;  -- expect K606 "UNIQUE of" K606 "the WHERE of index 't_name'"
ALTER TABLE n RENAME TO t;
CREATE INDEX t_name ON t(name);
