# Each row is there, the one that holds NULL too, and has another id.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, name TEXT, kind TEXT);
INSERT INTO n(name) SELECT name FROM t;
DROP TABLE t;  -- expect K603 "'id'"
ALTER TABLE n RENAME TO t;
