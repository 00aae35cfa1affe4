# NULLs that meet NOT NULL; a date that has no value of its own to begin with.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b int);
== b
-- kiln:allow K621: small
ALTER TABLE t MODIFY a varchar(20) NOT NULL;  -- expect K601 "truncated"
== c
-- kiln:allow K621: small
ALTER TABLE t CHANGE b c int NOT NULL;  -- expect K601
