# The new column has the old one's name, and goes again with the downgrade.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);
== b
ALTER TABLE t RENAME COLUMN a TO b;
ALTER TABLE t ADD COLUMN a TEXT;
-- kiln:downgrade
ALTER TABLE t RENAME COLUMN a TO old_a;
ALTER TABLE t RENAME COLUMN b TO a;
ALTER TABLE t DROP COLUMN old_a;
