== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t ADD COLUMN label TEXT;
UPDATE t SET label = name, name = upper(name);  -- expect K612
