# The old table stays as it is.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
CREATE TABLE u(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO u SELECT * FROM t;
UPDATE u SET name = '';
DELETE FROM u;
