# CREATE TABLE … AS SELECT brings no constraint along.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
== b
CREATE TABLE n AS SELECT id, name FROM t;
DROP TABLE t;  -- expect K606 "PRIMARY KEY" K606 "NOT NULL of column 'name'"
ALTER TABLE n RENAME TO t;
