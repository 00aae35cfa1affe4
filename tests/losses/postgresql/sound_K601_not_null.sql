# With a default, or mended before.
== a
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
== b
ALTER TABLE t ADD c text NOT NULL DEFAULT '';
UPDATE t SET a = '' WHERE a IS NULL;
-- kiln:allow K622: small
ALTER TABLE t ALTER a SET NOT NULL;
== c
ALTER TABLE t ADD d int;
UPDATE t SET d = id;
-- kiln:allow K623: small
ALTER TABLE t ALTER d SET NOT NULL, ADD UNIQUE (d);
