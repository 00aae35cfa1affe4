# Another column gets the name of the one that goes.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);
== b
ALTER TABLE t RENAME COLUMN a TO old_a;
ALTER TABLE t RENAME COLUMN b TO a;
ALTER TABLE t DROP COLUMN old_a;  -- expect K611
