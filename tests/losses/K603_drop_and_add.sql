# A column of the same name is another column.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
== b
ALTER TABLE t DROP COLUMN name;  -- expect K603
ALTER TABLE t ADD COLUMN name TEXT;
