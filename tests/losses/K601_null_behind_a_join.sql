# A row that refers to another one has a NULL.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE u(id INTEGER PRIMARY KEY, t INTEGER REFERENCES t(id), name TEXT);
== b
UPDATE t SET name = u.name FROM u WHERE u.t = t.id;  -- expect K601 "NOT NULL constraint failed: t.name"
