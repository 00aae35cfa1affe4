# The key is text now: a row with nothing but the key is known by what it says.
== a
CREATE TABLE t(id INT PRIMARY KEY, n REAL) STRICT;
== b
CREATE TABLE t_new(id REAL PRIMARY KEY, n REAL) STRICT;
INSERT INTO t_new SELECT id, n FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
