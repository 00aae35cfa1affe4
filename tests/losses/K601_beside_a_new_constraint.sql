# Rows that break the new key hide no fault of another statement.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE u(id INTEGER PRIMARY KEY, n REAL);
== b
CREATE UNIQUE INDEX ix_name ON t(name);  -- expect K609
CREATE TABLE u_new(id INTEGER PRIMARY KEY, n REAL, kind TEXT NOT NULL);
INSERT INTO u_new (id, n) SELECT id, n FROM u;  -- expect K601 "u_new.kind"
DROP TABLE u;
ALTER TABLE u_new RENAME TO u;
