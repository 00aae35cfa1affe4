# What its own upgrade made is not meant; what was there is.
== a
CREATE TABLE t (id int PRIMARY KEY, a text);
== b
-- kiln:upgrade
CREATE TABLE u (id int);
ALTER TABLE t ADD b text;
-- kiln:downgrade
DELETE FROM u;
DROP TABLE u;
UPDATE t SET b = '';
ALTER TABLE t DROP b;
UPDATE t SET a = '';  -- expect K612
