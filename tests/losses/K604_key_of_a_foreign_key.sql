# What the key was has no UNIQUE now.
== a
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE book(id INTEGER PRIMARY KEY, author TEXT REFERENCES author(name), other INTEGER REFERENCES author);
== b
CREATE TABLE author_new(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO author_new SELECT * FROM author;
DROP TABLE author;  -- expect K604 "no longer compiles: foreign key mismatch"
ALTER TABLE author_new RENAME TO author;
