== a
CREATE TABLE article(id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(title, body, content=article, content_rowid=id);
== b
ALTER TABLE article DROP COLUMN body;  -- expect K604 "virtual table 'search' can no longer be read" K611
