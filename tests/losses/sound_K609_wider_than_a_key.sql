# What was unique in part is unique as a whole.
== a
CREATE TABLE patient(id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT);
== b
CREATE UNIQUE INDEX patient_email_name ON patient(name, email);
CREATE UNIQUE INDEX patient_id_name ON patient(name, id);
