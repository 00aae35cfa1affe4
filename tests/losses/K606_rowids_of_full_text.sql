# The rows have other rowids behind the copy, and the index knows them by the old ones.
== a
CREATE TABLE note(title TEXT, body TEXT);
CREATE VIRTUAL TABLE note_text USING fts5(title, body, content = 'note');
== b
CREATE TABLE note_new(title TEXT, body TEXT, at TEXT);
INSERT INTO note_new(title, body) SELECT title, body FROM note;
DROP TABLE note;  -- expect K606 "'note_text'"
ALTER TABLE note_new RENAME TO note;
