# From an old definition: the CHECK that came later is not in it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, age INTEGER CHECK (age >= 0), name TEXT);
== b
CREATE TABLE n(id INTEGER PRIMARY KEY, age INTEGER, name TEXT DEFAULT '');
INSERT INTO n SELECT * FROM t;
DROP TABLE t;  -- expect K606 "CHECK (age >= 0)"
ALTER TABLE n RENAME TO t;
