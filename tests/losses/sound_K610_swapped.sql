# Two tables swap their names.
== a
CREATE TABLE one(id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE two(id INTEGER PRIMARY KEY, x TEXT);
== b
ALTER TABLE one RENAME TO aside;
ALTER TABLE two RENAME TO one;
ALTER TABLE aside RENAME TO two;
