# Rows that pass the CHECK are lost too, and so are rows that refer to them.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE c(id INTEGER PRIMARY KEY, t INTEGER NOT NULL REFERENCES t(id));
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'done')));
INSERT INTO t_new SELECT * FROM t;  -- expect K609
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TABLE c_new(id INTEGER PRIMARY KEY, t INTEGER NOT NULL REFERENCES t(id), n TEXT);
INSERT INTO c_new(id, t) SELECT id, t FROM c LIMIT 1;
DROP TABLE c;  -- expect K602
ALTER TABLE c_new RENAME TO c;
