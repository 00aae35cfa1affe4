# Rows alike do not pass; those that do hold another value in each column.
== a
CREATE TABLE t(id INTEGER, price NUMERIC DEFAULT 5, weight REAL, CHECK (weight <> 'bad'));
CREATE TABLE u(a INTEGER, b TEXT, c INTEGER);
== b
CREATE TABLE t_new(id INTEGER, price NUMERIC, weight REAL, CHECK (weight <> 'bad'), UNIQUE (id, weight));
INSERT INTO t_new(id, price, weight) SELECT id, weight, price FROM t;  -- expect K609 "UNIQUE (id, weight)"
DROP TABLE t;  -- expect K603 "'price'" K603 "'weight'" K606 "DEFAULT"
ALTER TABLE t_new RENAME TO t;
CREATE TABLE u_new(a INTEGER, b TEXT, c INTEGER, UNIQUE (a, c));
INSERT INTO u_new(a, b, c) SELECT c, b, a FROM u;  -- expect K609 "UNIQUE (a, c)"
DROP TABLE u;  -- expect K603 "'a'" K603 "'c'"
ALTER TABLE u_new RENAME TO u;
