# NULL passes it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t ADD COLUMN c TEXT CHECK (c <> '');
