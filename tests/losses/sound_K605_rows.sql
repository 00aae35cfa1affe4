# Each has rows or columns of its own.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, price INTEGER, name TEXT);
CREATE TABLE note(text TEXT);
== b
-- down_revision: a
-- kiln:upgrade
UPDATE item SET price = price * 2 WHERE price > 0;
INSERT INTO note VALUES ('b');
== c
-- down_revision: a
-- kiln:upgrade
UPDATE item SET name = 'none' WHERE name IS NULL;
INSERT INTO note VALUES ('c');
== merge
-- down_revision: b, c
-- kiln:upgrade
