# Made by the revision itself, or no table of rows.
== a
CREATE TABLE t (id int PRIMARY KEY, name text);
CREATE VIEW v AS SELECT name FROM t;
CREATE MATERIALIZED VIEW m AS SELECT name FROM t;
== b
-- kiln:upgrade
CREATE TABLE u AS SELECT * FROM t;
CREATE TABLE kept (x int);
DROP TABLE u;
DROP VIEW v;
DROP MATERIALIZED VIEW m;
CREATE TEMP TABLE t2 (x int);
DROP TABLE t2;
-- kiln:downgrade
DROP TABLE kept;
CREATE VIEW v AS SELECT name FROM t;
CREATE MATERIALIZED VIEW m AS SELECT name FROM t;
