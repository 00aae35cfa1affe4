# The rows that there are have NULL in it.
== a
CREATE TABLE patient(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE patient ADD COLUMN email TEXT CHECK (email LIKE '%@%');
CREATE UNIQUE INDEX patient_email ON patient(email);
