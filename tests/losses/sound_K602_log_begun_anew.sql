# The old rows are there, under another name.
== a
CREATE TABLE log(id INTEGER PRIMARY KEY, x TEXT);
== b
ALTER TABLE log RENAME TO log_2025;
CREATE TABLE log(id INTEGER PRIMARY KEY, x TEXT, y TEXT);
