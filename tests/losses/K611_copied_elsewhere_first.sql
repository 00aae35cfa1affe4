== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t ADD COLUMN label TEXT;
UPDATE t SET label = name;
ALTER TABLE t DROP COLUMN "NAME";  -- expect K611 "column 'name' of 't'"
