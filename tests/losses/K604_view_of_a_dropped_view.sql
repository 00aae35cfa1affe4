# Two steps away, quoted and in other letters.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM t;
CREATE VIEW longest AS SELECT max(length(name)) FROM "Names";
CREATE VIEW shown AS SELECT * FROM longest;
== b
DROP VIEW NAMES;  -- expect K604 "view 'longest'" K604 "view 'shown'"
