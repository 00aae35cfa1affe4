# A table may be made of rows without a SELECT.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, at TEXT DEFAULT CURRENT_TIMESTAMP);
== b
CREATE TABLE u AS VALUES (random());  -- expect K608
