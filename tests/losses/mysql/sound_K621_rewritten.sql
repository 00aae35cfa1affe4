# What only changes the catalog; an index; a table of the revision's own; no rows at all; a downgrade.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b varchar(10), n int);
== b
-- kiln:upgrade
ALTER TABLE t MODIFY b varchar(20);
ALTER TABLE t ADD c int DEFAULT 1, ADD d datetime NOT NULL DEFAULT current_timestamp;
ALTER TABLE t RENAME COLUMN n TO m;
CREATE INDEX i ON t (a);
-- kiln:allow K612: no rows are kept
TRUNCATE t;
CREATE TABLE u (a int);
ALTER TABLE u MODIFY a bigint;
