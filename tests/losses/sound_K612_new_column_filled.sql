== a
CREATE TABLE t(id INTEGER PRIMARY KEY, first TEXT, last TEXT);
== b
ALTER TABLE t ADD COLUMN name TEXT;
ALTER TABLE t ADD COLUMN sort_name TEXT;
UPDATE t SET (name, sort_name) = (first || ' ' || last, last || ', ' || first);
