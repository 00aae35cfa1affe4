# The foreign key follows the old table, and breaks where that is dropped.
== a
CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE c(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id));
== b
ALTER TABLE p RENAME TO p_old;
CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
INSERT INTO p(id, name) SELECT id, name FROM p_old;
DROP TABLE p_old;  -- expect K604 "the foreign key of 'c' to 'p_old'"
