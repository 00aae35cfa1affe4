-- revision: a1
-- down_revision: none
-- message: create photo

-- kiln:upgrade
CREATE TABLE photo (id INTEGER PRIMARY KEY, file TEXT NOT NULL, width INTEGER NOT NULL);

-- kiln:downgrade
DROP TABLE photo;
