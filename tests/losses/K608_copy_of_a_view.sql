== a
CREATE VIEW v AS SELECT datetime('now') AS at;
== b
CREATE TABLE t AS SELECT * FROM v;  -- expect K608 "'t'"
