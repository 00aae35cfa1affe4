# Rows of the new shape do not fit the old one.
== a
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL);
== b
-- kiln:upgrade
ALTER TABLE t ALTER a DROP NOT NULL;
-- kiln:downgrade
ALTER TABLE t ALTER a SET NOT NULL;  -- expect K601 "the downgrade runs on empty tables"
