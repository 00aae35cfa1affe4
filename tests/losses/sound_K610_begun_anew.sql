# A log is put away and begun anew.
== a
CREATE TABLE log(id INTEGER PRIMARY KEY, line TEXT);
== b
ALTER TABLE log RENAME TO log_2023;
CREATE TABLE log(id INTEGER PRIMARY KEY, line TEXT, level INTEGER NOT NULL);
