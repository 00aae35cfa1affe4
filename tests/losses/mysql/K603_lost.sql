# Values cut where the mode lets them be; a column that is dropped and made again, left out of a
# copy, or in the place of another one.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(50), b datetime, c decimal(8, 2), d int, e enum('x', 'y'));
CREATE TABLE u (id int PRIMARY KEY, a varchar(40), b varchar(40));
== b
-- kiln:allow K621: small
SET sql_mode = '';
ALTER TABLE t MODIFY a varchar(5);  -- expect K603 "column 'a'"
== c
-- kiln:allow K621: small
ALTER TABLE t MODIFY b date;  -- expect K603 "column 'b'"
== d
-- kiln:allow K621: small
ALTER TABLE t MODIFY c decimal(8, 0);  -- expect K603 "column 'c'"
== e
ALTER TABLE t DROP d;  -- expect K603 "column 'd'"
ALTER TABLE t ADD d int;
== f
-- kiln:allow K621: small
SET sql_mode = '';
ALTER TABLE t MODIFY e enum('z');  -- expect K603 "column 'e'"
== g
CREATE TABLE u2 (id int PRIMARY KEY, a varchar(40), b varchar(40));
INSERT INTO u2 (id, a, b) SELECT id, b, a FROM u;
DROP TABLE u;  -- expect K603 "'a'" K603 "'b'"
RENAME TABLE u2 TO u;
