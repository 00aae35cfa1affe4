== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, n INTEGER);
== b
UPDATE t SET n = random() WHERE name IS NOT NULL;  -- expect K608
