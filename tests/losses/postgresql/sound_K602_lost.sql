# A DELETE or a filter says so; a log is begun anew; a rebuild keeps all.
== a
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int PRIMARY KEY, a text);
CREATE TABLE log (line text);
== b
DELETE FROM t WHERE a IS NULL;
WITH gone AS (DELETE FROM u WHERE a IS NULL RETURNING *) INSERT INTO log SELECT a FROM gone WHERE a IS NOT NULL;
== c
ALTER TABLE log RENAME TO log_1;
CREATE TABLE log (line text);
CREATE TABLE t2 (a text, id bigint PRIMARY KEY);
INSERT INTO t2 (id, a) SELECT id, a FROM t;
DROP TABLE t;
ALTER TABLE t2 RENAME TO t;
== d
CREATE TABLE u2 (id int PRIMARY KEY, a text);
INSERT INTO u2 SELECT * FROM u WHERE a IS NOT NULL;
DROP TABLE u;
ALTER TABLE u2 RENAME TO u;
