# The foreign keys follow by themselves, the table's own among them: the CHECK is all that goes.
== a
CREATE TABLE owner(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE other(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE t(id INTEGER PRIMARY KEY, age INTEGER CHECK (age >= 0), boss INTEGER REFERENCES t(id),
    owner_id INTEGER REFERENCES owner(id), other_id INTEGER REFERENCES other(id));
== b
ALTER TABLE owner RENAME TO third;
ALTER TABLE other RENAME TO owner;
ALTER TABLE third RENAME TO other;
ALTER TABLE t RENAME TO person;
CREATE TABLE n(id INTEGER PRIMARY KEY, age INTEGER, boss INTEGER REFERENCES n(id),
    owner_id INTEGER REFERENCES other(id), other_id INTEGER REFERENCES owner(id));
INSERT INTO n SELECT * FROM person;
DROP TABLE person;
ALTER TABLE n RENAME TO person;
