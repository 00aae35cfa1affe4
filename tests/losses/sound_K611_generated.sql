== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, upper_name TEXT AS (upper(name)));
== b
ALTER TABLE t DROP COLUMN upper_name;
