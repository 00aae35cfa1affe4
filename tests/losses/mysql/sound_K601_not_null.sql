# With a default, mended before, or a value that the server has for it.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(20), b int);
== b
ALTER TABLE t ADD c varchar(20) NOT NULL DEFAULT '', ADD d int NOT NULL;
UPDATE t SET a = '' WHERE a IS NULL;
-- kiln:allow K621: small
ALTER TABLE t MODIFY a varchar(20) NOT NULL;
== c
ALTER TABLE t ADD e int;
UPDATE t SET e = id;
-- kiln:allow K621: small
ALTER TABLE t MODIFY e int NOT NULL, ADD UNIQUE (e);
