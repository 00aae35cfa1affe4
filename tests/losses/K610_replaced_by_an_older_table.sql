# The name lives on, the rows do not.
== a
CREATE TABLE fax(id INTEGER PRIMARY KEY, number TEXT);
CREATE TABLE phone(id INTEGER PRIMARY KEY, number TEXT);
== b
DROP TABLE fax;  -- expect K610
ALTER TABLE phone RENAME TO fax;
