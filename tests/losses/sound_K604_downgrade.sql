# What stands on it goes before it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY);
CREATE TABLE log(id INTEGER PRIMARY KEY);
-- kiln:downgrade
DROP TABLE log;
DROP TABLE t;
== b
-- kiln:upgrade
CREATE VIEW v AS SELECT id FROM log;
-- kiln:downgrade
DROP VIEW v;
