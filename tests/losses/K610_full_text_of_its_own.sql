== a
CREATE VIRTUAL TABLE note USING fts5(content, tokenize = 'ascii');
INSERT INTO note VALUES ('x');
== b
DROP TABLE note;  -- expect K610
