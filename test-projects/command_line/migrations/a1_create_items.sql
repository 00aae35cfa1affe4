-- revision: a1
-- down_revision: none
-- message: create items

-- kiln:upgrade
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL);

-- kiln:downgrade
DROP TABLE item;
