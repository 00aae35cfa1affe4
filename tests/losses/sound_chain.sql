# Nothing is lost where there is nothing but a chain that runs.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
-- kiln:upgrade
ALTER TABLE t ADD COLUMN phone TEXT;
-- kiln:downgrade
ALTER TABLE t DROP COLUMN phone;
