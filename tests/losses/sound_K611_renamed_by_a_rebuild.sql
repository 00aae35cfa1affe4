== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, n INTEGER);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, label TEXT, n INTEGER);
INSERT INTO t_new(n, label, id) SELECT o.n, o."Name", o.id FROM main.t AS o;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
