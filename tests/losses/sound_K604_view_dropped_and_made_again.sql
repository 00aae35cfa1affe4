# Between the two statements they do not compile; in the end they do.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM t;
CREATE VIEW longest AS SELECT max(length(name)) FROM names;
== b
DROP VIEW names;
CREATE VIEW names AS SELECT upper(name) AS name FROM t;
