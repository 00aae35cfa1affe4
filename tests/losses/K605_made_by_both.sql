# The one that comes first makes its own table, the other none.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY);
== b
-- down_revision: a
-- kiln:upgrade
CREATE TABLE IF NOT EXISTS tag(name TEXT);
== c
-- down_revision: a
-- kiln:upgrade
CREATE TABLE IF NOT EXISTS tag(name TEXT, color TEXT);
== merge
-- down_revision: b, c
-- kiln:upgrade  -- expect K605 "table 'tag': column 'color' is left over"
