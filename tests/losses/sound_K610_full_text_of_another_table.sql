# It has no rows of its own.
== a
CREATE TABLE note(id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE note_text USING fts5(body, content = 'note', content_rowid = 'id');
== b
DROP TABLE note_text;
