# Its counter begins at max(id), as Django's and Prisma's rebuilds leave it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, label TEXT);
INSERT INTO n(id, name) SELECT id, name FROM t;
DROP TABLE t;
ALTER TABLE n RENAME TO t;
