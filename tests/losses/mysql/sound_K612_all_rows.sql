# Some rows; a column or table of the revision's own; those that have a partner.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(40));
CREATE TABLE u (id int PRIMARY KEY, a varchar(40));
== b
-- kiln:upgrade
UPDATE t SET a = 'x' WHERE a IS NULL;
DELETE t FROM t JOIN u ON t.id = u.id;
UPDATE t JOIN u ON t.id = u.id SET t.a = u.a;
ALTER TABLE t ADD b varchar(40);
UPDATE t SET b = a;
CREATE TABLE v AS SELECT * FROM t;
UPDATE v SET a = '';
TRUNCATE v;
INSERT INTO t (id, a) VALUES (1, 'UPDATE t SET a = 1') ON DUPLICATE KEY UPDATE a = 'x';
-- kiln:downgrade
DELETE FROM v;
DROP TABLE v;
UPDATE t SET b = '';
ALTER TABLE t DROP b;
