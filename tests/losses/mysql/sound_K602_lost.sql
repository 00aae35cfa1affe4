# A DELETE or a filter says so, of whatever form; a log is begun anew; a rebuild keeps all; names
# are swapped.
== a
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE u (id int PRIMARY KEY, a int);
CREATE TABLE log (line text);
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (id int PRIMARY KEY, p_id int NOT NULL, FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE);
== b
DELETE FROM t WHERE a IS NULL;
DELETE u FROM u JOIN t ON t.id = u.id WHERE u.a > 0;
DELETE FROM c USING c JOIN p ON p.id = c.p_id WHERE p.a IS NOT NULL;
DELETE FROM p WHERE a IS NOT NULL;
== c
RENAME TABLE log TO log_1;
CREATE TABLE log (line text);
CREATE TABLE t2 (a int, id bigint PRIMARY KEY);
INSERT INTO t2 (id, a) SELECT id, a FROM t;
DROP TABLE t;
ALTER TABLE t2 RENAME TO t;
== d
CREATE TABLE u2 (id int PRIMARY KEY, a int);
INSERT INTO u2 SELECT * FROM u WHERE a IS NOT NULL;
DROP TABLE u;
RENAME TABLE u2 TO u;
== e
RENAME TABLE t TO x, u TO t, x TO u;
