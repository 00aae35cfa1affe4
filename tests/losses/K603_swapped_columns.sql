# The SELECT list has them in another order.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, first TEXT, last TEXT);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, first TEXT, last TEXT, x TEXT);
INSERT INTO t_new(id, first, last) SELECT id, last, first FROM t;
DROP TABLE t;  -- expect K603 "'first'" K603 "'last'"
ALTER TABLE t_new RENAME TO t;
