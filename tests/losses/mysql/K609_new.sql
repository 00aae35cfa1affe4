# Over values that are there.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int, a varchar(40), b int);
== b
ALTER TABLE t ADD UNIQUE a_once (a);  -- expect K609 "unique index 'a_once'"
-- kiln:allow K621: small
ALTER TABLE t ADD CONSTRAINT positive CHECK (b > 0);  -- expect K609 "CHECK 'positive'"
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id);  -- expect K609 "foreign key 'to_p'"
== c
CREATE UNIQUE INDEX t_b ON t (b);  -- expect K609 "'t_b'"
