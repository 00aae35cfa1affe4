# The new column is NULL in each row.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t ADD COLUMN c TEXT CHECK (c IS NOT NULL);  -- expect K601
