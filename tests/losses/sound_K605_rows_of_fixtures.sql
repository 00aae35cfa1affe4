# In either order the same is added.
== a
-- kiln:upgrade
CREATE TABLE item(id INTEGER PRIMARY KEY, price INTEGER NOT NULL, code TEXT);
-- kiln:fixture
INSERT INTO item VALUES (1, 10, 'X');
== b
-- down_revision: a
UPDATE item SET price = price + 2 WHERE code = 'X';
== c
-- down_revision: a
UPDATE item SET price = price + 1 WHERE code = 'X';
== m
-- down_revision: b, c
-- kiln:upgrade
