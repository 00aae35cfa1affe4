== a
CREATE TABLE fax(id INTEGER PRIMARY KEY, number TEXT, area TEXT);
== b
CREATE TABLE number AS SELECT id, number FROM fax;
DROP TABLE fax;  -- expect K610
