# Each pair once.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b
-- down_revision: a
-- kiln:upgrade
CREATE INDEX ix_item_name ON item(name);
== c
-- down_revision: a
-- kiln:upgrade
CREATE TABLE other(x);
== d
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item RENAME TO article;
== merge
-- down_revision: b, c, d
-- kiln:upgrade  -- expect K605 "'b' fails where 'd' has run before it"
