# Some rows; a column or table of the revision's own.
== a
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int PRIMARY KEY, a text);
== b
-- kiln:upgrade
UPDATE t SET a = 'x' WHERE a IS NULL;
DELETE FROM t USING u WHERE t.id = u.id AND u.a IS NULL;
ALTER TABLE t ADD b text;
UPDATE t SET b = a;
CREATE TABLE v AS SELECT * FROM t;
UPDATE v SET a = '';
TRUNCATE v;
INSERT INTO t (id, a) VALUES (1, 'UPDATE t SET a = 1') ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a;
-- kiln:downgrade
DELETE FROM v;
DROP TABLE v;
UPDATE t SET b = '';
ALTER TABLE t DROP b;
