# No row has a value for it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE "T" ADD COLUMN flag INTEGER NOT NULL;  -- expect K601 "NOT NULL"
