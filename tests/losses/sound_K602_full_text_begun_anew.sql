# One holds the texts of another table and is filled from there; of the other they are copied.
== a
CREATE TABLE doc(id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE doc_text USING fts5(body);
CREATE VIRTUAL TABLE doc_index USING fts5(body, content='doc', content_rowid='id');
CREATE VIRTUAL TABLE note USING fts5(title, body);
== b
DROP TABLE doc_text;
CREATE VIRTUAL TABLE doc_text USING fts5(body, tokenize = 'porter');
INSERT INTO doc_text(rowid, body) SELECT id, body FROM doc;
DROP TABLE doc_index;
CREATE VIRTUAL TABLE doc_index USING fts5(body, content='doc', content_rowid='id', tokenize = 'porter');
CREATE VIRTUAL TABLE note_new USING fts5(title, body, tag);
INSERT INTO note_new(rowid, title, body) SELECT rowid, title, body FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
