# The foreign key follows by itself, and its ON DELETE is forgotten beside the CHECK.
== a
CREATE TABLE owner(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE t(id INTEGER PRIMARY KEY, age INTEGER CHECK (age >= 0),
    owner_id INTEGER REFERENCES owner(id) ON DELETE CASCADE);
== b
ALTER TABLE owner RENAME TO keeper;
CREATE TABLE n(id INTEGER PRIMARY KEY, age INTEGER, owner_id INTEGER REFERENCES keeper(id));
INSERT INTO n SELECT * FROM t;
DROP TABLE t;  -- expect K606 "CHECK (age >= 0)" K606 "ON DELETE of"
ALTER TABLE n RENAME TO t;
