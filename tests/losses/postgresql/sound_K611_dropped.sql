# Generated, renamed, made by the revision itself, or gone with its table.
== a
CREATE TABLE t (id int PRIMARY KEY, a text, twice int GENERATED ALWAYS AS (id % 7) STORED);
== b
-- kiln:upgrade
ALTER TABLE t DROP twice;
ALTER TABLE t RENAME a TO b;
ALTER TABLE t ADD c int;
ALTER TABLE t DROP c;
ALTER TABLE t ADD kept int;
-- kiln:downgrade
ALTER TABLE t DROP kept;
ALTER TABLE t RENAME b TO a;
ALTER TABLE t ADD twice int GENERATED ALWAYS AS (id % 7) STORED;
