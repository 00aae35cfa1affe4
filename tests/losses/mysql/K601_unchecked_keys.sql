# With checks off nothing cascades, and nobody says so.
== a
CREATE TABLE p (id int PRIMARY KEY, a int NOT NULL);
CREATE TABLE c (id int PRIMARY KEY, p_id int NOT NULL, CONSTRAINT c_p FOREIGN KEY (p_id) REFERENCES p (id));
== b
SET foreign_key_checks = 0;
DELETE FROM p WHERE a > 0;  -- expect K601 "foreign key 'c_p': rows of 'c' refer to none of 'p'"
SELECT 1;
