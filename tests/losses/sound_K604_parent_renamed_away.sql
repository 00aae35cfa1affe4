== a
CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE c(id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id));
== b
PRAGMA legacy_alter_table = ON;
ALTER TABLE p RENAME TO p_old;
CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT, x TEXT);
INSERT INTO p(id, name) SELECT id, name FROM p_old;
DROP TABLE p_old;
PRAGMA legacy_alter_table = OFF;
