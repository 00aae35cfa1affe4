# A cascade to a table that is not named, a table made anew, a copy that forgets rows.
== a
CREATE TABLE p (id int PRIMARY KEY, kind text);
CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE CASCADE);
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE TABLE u (id int PRIMARY KEY, a text);
== b
DELETE FROM p WHERE kind LIKE '%canary%';  -- expect K602 "of 'c' are lost"
== c
DROP TABLE t;  -- expect K602 "all rows of 't'"
CREATE TABLE t (id int PRIMARY KEY, a text);
== d
CREATE TABLE u2 (id int PRIMARY KEY, a text);
INSERT INTO u2 SELECT id, a FROM u LIMIT 1;
DROP TABLE u;  -- expect K602 "of 'u' are lost"
ALTER TABLE u2 RENAME TO u;
