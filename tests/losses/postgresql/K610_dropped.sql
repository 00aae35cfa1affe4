# By whatever name and statement.
== a
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE child (t_id int REFERENCES t);
CREATE SCHEMA audit;
CREATE TABLE audit.log (line text);
== b
DROP TABLE t CASCADE;  -- expect K610 "table 't' and its rows"
ALTER TABLE u RENAME TO v;
DO $$ BEGIN EXECUTE 'DROP TABLE v'; END $$;  -- expect K610 "'u'"
DROP SCHEMA audit CASCADE;  -- expect K610 "'audit.log'"
