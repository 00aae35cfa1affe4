# It mends some rows on the way to the new key, or brings old values into a new column with one.
== a
CREATE TABLE p(id INTEGER PRIMARY KEY);
CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, v TEXT);
CREATE TABLE u(id INTEGER PRIMARY KEY, n INTEGER);
== b
UPDATE t SET n = NULL WHERE n < 0;
CREATE TABLE t_new(id INTEGER PRIMARY KEY, n INTEGER REFERENCES p(id), v TEXT);
INSERT INTO t_new SELECT * FROM t;  -- expect K609 "REFERENCES p(id)"
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
== c
ALTER TABLE u ADD COLUMN p_id INTEGER REFERENCES p(id);  -- expect K609 "REFERENCES p(id)"
UPDATE u SET p_id = n;
