# Over values that are there.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int, a text, b int);
== b
-- kiln:allow K622: small
-- kiln:allow K623: small
ALTER TABLE t ADD UNIQUE (a);  -- expect K609 "unique index 't_a_key'"
ALTER TABLE t ADD CONSTRAINT positive CHECK (b > 0);  -- expect K609 "CHECK 'positive'"
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p;  -- expect K609 "foreign key 'to_p'"
== c
-- kiln:upgrade no-transaction
CREATE UNIQUE INDEX CONCURRENTLY t_b ON t (b);  -- expect K609 "'t_b'"
