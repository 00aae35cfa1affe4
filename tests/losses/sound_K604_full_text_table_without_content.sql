== a
CREATE TABLE article(id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE search USING fts5(title, content='');
CREATE VIRTUAL TABLE words USING fts5vocab('search', 'row');
== b
ALTER TABLE article DROP COLUMN body;  -- expect K611
