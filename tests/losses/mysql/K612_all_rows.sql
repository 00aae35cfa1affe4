# UPDATE, DELETE, TRUNCATE, however they are written.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(200), b varchar(200));
CREATE TABLE u (id int PRIMARY KEY);
== b
UPDATE t SET a = 'x';  -- expect K612 "UPDATE without WHERE changes all rows of 't'"
UPDATE LOW_PRIORITY IGNORE t AS x SET x.a = 'x', b = 'y' WHERE true;  -- expect K612 "names no column"
DELETE QUICK FROM u;  -- expect K612 "DELETE without WHERE deletes all rows of 'u'"
TRUNCATE TABLE t;  -- expect K612 "TRUNCATE deletes all rows of 't'"
DELETE t FROM t;  -- expect K612
ALTER TABLE t ADD c text;
UPDATE t SET c = '', a = ' where id ';  -- expect K612
