# Children hold on to them: also of two columns, and of the same table.
== a
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE c (id int PRIMARY KEY, p_a int, p_b int, FOREIGN KEY (p_a, p_b) REFERENCES p (a, b));
CREATE TABLE node (id int PRIMARY KEY, parent int NOT NULL, FOREIGN KEY (parent) REFERENCES node (id));
== b
DELETE FROM p WHERE a > 0;  -- expect K601 "foreign key constraint fails"
