# Neither is there any longer, though COALESCE is a part of what is made of them.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, first TEXT, last TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO n SELECT id, coalesce(first, '') || ' ' || coalesce(last, '') FROM t;
DROP TABLE t;  -- expect K611 "'first'" K611 "'last'"
ALTER TABLE n RENAME TO t;
