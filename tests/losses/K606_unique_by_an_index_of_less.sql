# The index is over some rows, is not unique, or does not ignore what is in conflict.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, code TEXT UNIQUE, a TEXT, b TEXT, c TEXT UNIQUE ON CONFLICT IGNORE,
    UNIQUE (a, b));
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, code TEXT, a TEXT, b TEXT, c TEXT, x TEXT);
INSERT INTO t_new(id, code, a, b, c) SELECT id, code, a, b, c FROM t;
DROP TABLE t;  -- expect K606 "UNIQUE" K606 "UNIQUE (a, b)" K606 "UNIQUE ON CONFLICT IGNORE"
ALTER TABLE t_new RENAME TO t;
CREATE UNIQUE INDEX t_code ON t(code) WHERE code <> '';
CREATE INDEX t_a_b ON t(a, b);
CREATE UNIQUE INDEX t_c ON t(c);
