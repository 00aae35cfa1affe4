== a
CREATE TABLE author(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book(id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author(id));
== b
DROP TABLE author;  -- expect K604 "the foreign key of 'book' to 'author' no longer compiles: no such table: main.author" K610
