# The safe way; a table of the revision's own; a downgrade.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int, a int);
== b
ALTER TABLE t ADD CONSTRAINT a_is_there CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p NOT VALID;
CREATE TABLE u (id int REFERENCES p, a int);
ALTER TABLE u ADD CHECK (a > 0);
ALTER TABLE u ALTER a SET NOT NULL;
== c
-- kiln:upgrade no-transaction
ALTER TABLE t VALIDATE CONSTRAINT a_is_there;
ALTER TABLE t VALIDATE CONSTRAINT to_p;
== d
-- kiln:upgrade
ALTER TABLE t ALTER a SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT a_is_there;
-- kiln:downgrade
ALTER TABLE t ALTER a DROP NOT NULL;
ALTER TABLE t ADD CONSTRAINT a_is_there CHECK (a IS NOT NULL);
