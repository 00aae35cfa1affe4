# Wider types, renames, an UPDATE that says so.
== a
CREATE TABLE t (id int PRIMARY KEY, amount int, note varchar(50), at date, a text);
== b
-- kiln:allow K621: small
ALTER TABLE t ALTER amount TYPE bigint, ALTER note TYPE text, ALTER at TYPE timestamp;
ALTER TABLE t RENAME a TO b;
UPDATE t SET b = lower(b) WHERE b IS NOT NULL;
== c
ALTER TABLE t ADD new_amount text;
UPDATE t SET new_amount = amount::text;
ALTER TABLE t DROP amount;
ALTER TABLE t RENAME new_amount TO amount;
