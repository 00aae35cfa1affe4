# An expression into a column of another name is a new column.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, initial TEXT);
INSERT INTO n SELECT id, substr(name, 1, 1) FROM t;
DROP TABLE t;  -- expect K611
ALTER TABLE n RENAME TO t;
