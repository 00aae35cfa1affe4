# What reads the table that fails may miss its rows in the trial alone.
== a
CREATE TABLE a(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE b(id INTEGER PRIMARY KEY, greatest INTEGER NOT NULL);
== b
ALTER TABLE a ADD COLUMN x INTEGER NOT NULL;  -- expect K601
UPDATE b SET greatest = (SELECT max(id) FROM a) WHERE greatest > 0;
