# With strings in double quotes on, the view would say 'nick' for ever.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, nick TEXT);
CREATE VIEW nicks AS SELECT id, "nick" FROM t;
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO t_new SELECT id, name FROM t;
PRAGMA legacy_alter_table = ON;
DROP TABLE t;  -- expect K604 "view 'nicks' no longer compiles: no such column: nick" K611
ALTER TABLE t_new RENAME TO t;
PRAGMA legacy_alter_table = OFF;
