== a
CREATE TABLE t(id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('new', 'done')), name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('new', 'open', 'done')), name TEXT DEFAULT '');
INSERT INTO n SELECT * FROM t;
DROP TABLE t;
ALTER TABLE n RENAME TO t;
