-- revision: b2
-- down_revision: a1
-- message: create tags

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY);

-- kiln:downgrade
DROP TABLE tag;
