# What the merge says itself runs behind each order.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD COLUMN b TEXT;
== c
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD COLUMN c TEXT;
== merge
-- down_revision: b, c
-- kiln:upgrade  -- expect K605 "the rows of 'item'"
INSERT INTO item SELECT * FROM (SELECT 1, 'n', 'b', 'c');
