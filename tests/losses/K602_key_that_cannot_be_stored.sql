# A child of STRICT integers refers to texts: there are rows without a parent.
== a
CREATE TABLE p(id TEXT PRIMARY KEY);
CREATE TABLE t(id INTEGER PRIMARY KEY, p INT REFERENCES p(id)) STRICT;
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, p INT REFERENCES p(id), x TEXT) STRICT;
INSERT INTO t_new(id, p) SELECT id, p FROM t LIMIT 1;
DROP TABLE t;  -- expect K602
ALTER TABLE t_new RENAME TO t;
