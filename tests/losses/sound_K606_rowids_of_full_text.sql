== a
CREATE TABLE note(title TEXT, body TEXT);
CREATE VIRTUAL TABLE note_text USING fts5(title, body, content = 'note');
== b
CREATE TABLE note_new(title TEXT, body TEXT, at TEXT);
INSERT INTO note_new(rowid, title, body) SELECT rowid, title, body FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
