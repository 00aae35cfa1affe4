# The table that is made anew has its later name, and LIMIT leaves rows behind.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
CREATE INDEX ix_name ON t(name);
== b
ALTER TABLE t RENAME TO person;
CREATE TABLE new_person(id INTEGER PRIMARY KEY, name TEXT, born TEXT);
INSERT INTO new_person (id, name) SELECT id, name FROM person LIMIT 1;
ALTER TABLE person RENAME TO old_person;
ALTER TABLE new_person RENAME TO person;
DROP TABLE old_person;  -- expect K602 K611
CREATE INDEX ix_name ON person(name);
