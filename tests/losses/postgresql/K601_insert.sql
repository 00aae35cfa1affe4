# A table that has rows already, and a trigger that does not like what it is given.
== a
CREATE TABLE t (id int PRIMARY KEY, name varchar(10) NOT NULL);
CREATE TABLE log (line varchar(5) NOT NULL);
== b
INSERT INTO log SELECT name FROM t;  -- expect K601 "value too long"
