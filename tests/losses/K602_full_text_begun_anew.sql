# It holds its texts itself, and is made anew with nothing in it.
== a
CREATE VIRTUAL TABLE note USING fts5(title, body);
== b
DROP TABLE note;  -- expect K602 "all rows of 'note'"
CREATE VIRTUAL TABLE note USING fts5(title, body, tag);
