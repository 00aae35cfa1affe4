# CONCURRENTLY, a constraint that takes such an index, a table of the revision's own, indexes that a
# change of type makes again.
== a
CREATE TABLE t (id int, a int UNIQUE, b int);
CREATE INDEX i ON t (a);
== b
-- kiln:upgrade no-transaction
-- kiln:allow K609: ids are counted
CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);
-- kiln:downgrade no-transaction
DROP INDEX CONCURRENTLY t_id;
== c
CREATE TABLE u (id int PRIMARY KEY, a int);
CREATE INDEX ON u (a);
ALTER TABLE t ADD CONSTRAINT t_id_key UNIQUE USING INDEX t_id;
-- kiln:allow K621: few rows
ALTER TABLE t ALTER a TYPE bigint;
