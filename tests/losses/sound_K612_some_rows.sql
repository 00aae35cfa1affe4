== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
UPDATE t SET name = '?' WHERE "Name" IS NULL;
DELETE FROM t WHERE id IN (SELECT max(id) FROM t GROUP BY name HAVING count(*) > 1);
