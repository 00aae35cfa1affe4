# The new table is empty.
== a
CREATE TABLE media(id INTEGER PRIMARY KEY, title TEXT);
== b
CREATE TABLE media_new(id INTEGER PRIMARY KEY, title TEXT, year INTEGER);
INSERT INTO media_new(id, title) SELECT id, title FROM media_new;
DROP TABLE media;  -- expect K602
ALTER TABLE media_new RENAME TO media;
