# The values of an INTEGER column in the place of a REAL one become 1.0, and are still another's.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, price REAL NOT NULL, name TEXT);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, price REAL NOT NULL, name TEXT, cost TEXT NOT NULL);
INSERT INTO t_new (id, name, price, cost) SELECT id, name, id, price FROM t;
DROP TABLE t;  -- expect K603 "'price' in 't' become those of 'id'"
ALTER TABLE t_new RENAME TO t;
