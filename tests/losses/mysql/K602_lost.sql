# A rebuild without its copy, with a limit; rows that go by a cascade, by a join, by a duplicate.
== a
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE p (id int PRIMARY KEY, a int);
CREATE TABLE c (id int PRIMARY KEY, p_id int NOT NULL, FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE d (id int PRIMARY KEY, a int);
CREATE TABLE k (id int PRIMARY KEY, a varchar(40) NOT NULL);
== b
DROP TABLE t;  -- expect K602 "all rows of 't'"
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
== c
DELETE FROM p WHERE a > 0;  -- expect K602 "'c'"
== d
CREATE TABLE d2 (id int PRIMARY KEY, a int);
INSERT INTO d2 SELECT id, a FROM d ORDER BY id LIMIT 1;
DROP TABLE d;  -- expect K602 "'d'"
RENAME TABLE d2 TO d;
== e
CREATE TABLE k2 (id int PRIMARY KEY, a varchar(40) NOT NULL, UNIQUE (a));
INSERT IGNORE INTO k2 SELECT id, a FROM k;
DROP TABLE k;  -- expect K602 "'k'"
ALTER TABLE k2 RENAME k;
