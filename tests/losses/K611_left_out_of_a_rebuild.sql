== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, note TEXT);
== b
CREATE TABLE "new t"(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO "new t" SELECT id, name FROM t;
DROP TABLE t;  -- expect K611 "column 'note' of 't'"
ALTER TABLE "new t" RENAME TO t;
