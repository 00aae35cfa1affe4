== a
CREATE TABLE media(id INTEGER PRIMARY KEY, title TEXT);
== b
CREATE TABLE media_new(id INTEGER PRIMARY KEY, title TEXT, year INTEGER);
INSERT INTO media_new(id, title) SELECT id, title FROM media;
DROP TABLE media;
ALTER TABLE media_new RENAME TO media;
