# The new table's rows are those of the old one.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, name TEXT, kind TEXT);
INSERT INTO n(id, name) SELECT * FROM t;
UPDATE n SET name = '';  -- expect K612
DROP TABLE t;
ALTER TABLE n RENAME TO t;
