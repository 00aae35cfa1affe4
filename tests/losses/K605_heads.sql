# Heads side by side: at the later one.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b1
-- down_revision: a
-- kiln:upgrade
CREATE VIEW names AS SELECT name FROM item;
== b2
CREATE TABLE other(x);
== c1
-- down_revision: a
-- kiln:upgrade  -- expect K605 "'c1' has run before 'b1': view 'names'"
ALTER TABLE item RENAME COLUMN name TO title;
