# A unique index says what the UNIQUE said.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, code TEXT UNIQUE, a TEXT, b TEXT, UNIQUE (a, b));
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, code TEXT, a TEXT, b TEXT, x TEXT);
INSERT INTO t_new(id, code, a, b) SELECT id, code, a, b FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE UNIQUE INDEX t_code ON t("code");
CREATE UNIQUE INDEX t_a_b ON t(a, b);
