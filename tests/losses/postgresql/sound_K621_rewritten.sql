# What only changes the catalog; a table of the revision's own; no rows at all; a downgrade.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b varchar(10), n int);
CREATE INDEX ON t (a);
== b
-- kiln:upgrade
ALTER TABLE t ALTER b TYPE varchar(20);
ALTER TABLE t ALTER b TYPE text;
ALTER TABLE t ADD c int DEFAULT 1, ADD d timestamptz DEFAULT now();
-- kiln:allow K612: no rows are kept
TRUNCATE t;
CREATE TABLE u (a int);
ALTER TABLE u ALTER a TYPE bigint;
