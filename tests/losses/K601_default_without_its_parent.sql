# The values are the revision's own, no old ones: each row of a customer's breaks the key (K414).
== a
CREATE TABLE p(id INTEGER PRIMARY KEY, c TEXT);
CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER);
CREATE TABLE u(id INTEGER PRIMARY KEY, n INTEGER REFERENCES p);
== b
CREATE TABLE z(a);
ALTER TABLE t ADD COLUMN p_id INTEGER DEFAULT 5 REFERENCES p;  -- expect K601 "violates a foreign key"
== c
ALTER TABLE u ADD COLUMN other INTEGER REFERENCES p;
UPDATE u SET n = 7 WHERE id > 0;  -- expect K601 "violates a foreign key"
