# Both add a column to one table: the order of columns alone is no fault.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD COLUMN b TEXT;
== c
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD COLUMN c TEXT DEFAULT 'c';
== merge
-- down_revision: b, c
-- kiln:upgrade
CREATE INDEX ix_item_b_c ON item(b, c);
