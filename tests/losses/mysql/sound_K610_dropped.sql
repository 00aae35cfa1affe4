# Made by the revision itself, or no table of rows.
== a
CREATE TABLE t (id int PRIMARY KEY, name varchar(20));
CREATE VIEW v AS SELECT name FROM t;
== b
-- kiln:upgrade
CREATE TABLE u AS SELECT * FROM t;
CREATE TABLE kept (x int);
DROP TABLE u;
DROP VIEW v;
CREATE TEMPORARY TABLE t2 (x int);
DROP TEMPORARY TABLE t2;
-- kiln:downgrade
DROP TABLE kept;
CREATE VIEW v AS SELECT name FROM t;
