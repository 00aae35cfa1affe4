# UPDATE, DELETE, TRUNCATE, however they are written.
== a
CREATE TABLE t (id int PRIMARY KEY, a text, b text);
CREATE TABLE u (id int PRIMARY KEY);
CREATE SCHEMA s;
CREATE TABLE s.t (id int);
== b
UPDATE t SET a = 'x';  -- expect K612 "UPDATE without WHERE changes all rows of 't'"
UPDATE ONLY public.t AS x SET (a, b) = ('x', 'y') WHERE true;  -- expect K612 "names no column"
DELETE FROM ONLY s.t;  -- expect K612 "DELETE without WHERE deletes all rows of 's.t'"
TRUNCATE TABLE t, ONLY u RESTART IDENTITY;  -- expect K612 "TRUNCATE deletes all rows of 't'" K612 "'u'"
WITH n AS (SELECT 1) DELETE FROM u;  -- expect K612
ALTER TABLE t ADD c text;
UPDATE t SET c = '', a = $$ where id $$;  -- expect K612
