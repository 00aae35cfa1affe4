# A default serves every row.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE "T" ADD COLUMN flag INTEGER NOT NULL DEFAULT 0;
