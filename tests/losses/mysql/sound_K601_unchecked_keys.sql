# The children are seen to, and only between two statements something is missing.
== a
CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL);
CREATE TABLE c (id int PRIMARY KEY, p_id int NOT NULL, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
== b
SET foreign_key_checks = 0;
DELETE FROM p WHERE a > 0;
DELETE FROM c WHERE p_id > 0;
