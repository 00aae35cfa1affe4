# Kiln's own order fails, and the other one does not.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b_rename
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item RENAME TO article;
== c_index
-- down_revision: a
-- kiln:upgrade
CREATE INDEX ix_item_name ON item(name);  -- expect K301
== merge
-- down_revision: b_rename, c_index
-- kiln:upgrade
