# A database that is at the rename has no table of the old name any more.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b_index
-- down_revision: a
-- kiln:upgrade
CREATE INDEX ix_item_name ON "Item"(name);
== c_rename
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item RENAME TO article;
== merge
-- down_revision: b_index, c_rename
-- kiln:upgrade  -- expect K605 "'b_index' fails where 'c_rename' has run before it: no such table: main.Item"
