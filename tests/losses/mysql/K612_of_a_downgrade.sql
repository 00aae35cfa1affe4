# What its own upgrade made is not meant; what was there is.
== a
CREATE TABLE t (id int PRIMARY KEY, a int);
== b
-- kiln:upgrade
CREATE TABLE u (id int);
ALTER TABLE t ADD b int;
-- kiln:downgrade
DELETE FROM u;
DROP TABLE u;
UPDATE t SET b = 0;
ALTER TABLE t DROP b;
UPDATE t SET a = 0;  -- expect K612
