# The rename says that it comes second.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT);
== b_index
-- down_revision: a
-- kiln:upgrade
CREATE INDEX ix_item_name ON item(name);
== c_rename
-- down_revision: a
-- depends_on: b_index
-- kiln:upgrade
ALTER TABLE item RENAME TO article;
== merge
-- down_revision: b_index, c_rename
-- kiln:upgrade
