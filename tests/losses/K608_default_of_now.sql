# Nothing in the revision itself speaks of the time.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP);
== b
INSERT INTO t(id) VALUES (1);  -- expect K608
