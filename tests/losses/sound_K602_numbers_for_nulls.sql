# A row that held nothing gets a number by the new key, and is there.
== a
CREATE TABLE t(id INT UNIQUE);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY);
INSERT INTO n SELECT id FROM t;
DROP TABLE t;
ALTER TABLE n RENAME TO t;
