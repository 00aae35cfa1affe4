# Generated, renamed, made by the revision itself, or gone with its table.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(20), twice int AS (id % 7) VIRTUAL);
== b
-- kiln:upgrade
ALTER TABLE t DROP twice;
ALTER TABLE t CHANGE COLUMN a b varchar(20);
ALTER TABLE t ADD c int;
ALTER TABLE t DROP c;
ALTER TABLE t ADD kept int;
ALTER TABLE t ADD KEY (b);
ALTER TABLE t DROP KEY b;
-- kiln:downgrade
ALTER TABLE t DROP kept;
ALTER TABLE t RENAME COLUMN b TO a;
ALTER TABLE t ADD twice int AS (id % 7) VIRTUAL;
