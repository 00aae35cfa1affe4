-- revision: a1
-- down_revision: none
-- message: create notes

-- kiln:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL);

-- kiln:downgrade
DROP TABLE note;
