# What went into a table that was there before is no longer a table of its own.
== a
CREATE TABLE fax(id INTEGER PRIMARY KEY, number TEXT);
CREATE TABLE phone(id INTEGER PRIMARY KEY, number TEXT);
== b
INSERT INTO phone(number) SELECT number FROM fax;
DROP TABLE fax;  -- expect K610
