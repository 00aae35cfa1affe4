# As people write them, on rows, with branches that meet.
== a
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b text);
CREATE TYPE mood AS ENUM ('good');
== b
-- down_revision: a
-- kiln:upgrade no-transaction
CREATE INDEX CONCURRENTLY t_b ON t (b);
VACUUM ANALYZE t;
-- kiln:downgrade no-transaction
DROP INDEX CONCURRENTLY t_b;
== c
-- down_revision: a
-- kiln:upgrade
ALTER TABLE t ADD c text;
-- kiln:downgrade
ALTER TABLE t DROP c;
== d
-- down_revision: b, c
-- kiln:upgrade no-transaction
UPDATE t SET c = a WHERE c IS NULL;
-- kiln:downgrade
== e
-- kiln:upgrade no-transaction
ALTER TABLE t ADD CONSTRAINT c_there CHECK (c IS NOT NULL) NOT VALID;
-- kiln:downgrade
ALTER TABLE t DROP CONSTRAINT c_there;
== f
-- kiln:upgrade no-transaction
ALTER TYPE mood ADD VALUE 'bad';
VACUUM t;
