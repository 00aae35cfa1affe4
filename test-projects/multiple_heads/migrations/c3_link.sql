-- revision: c3
-- down_revision: a1
-- message: create links

-- kiln:upgrade
CREATE TABLE link (id INTEGER PRIMARY KEY);

-- kiln:downgrade
DROP TABLE link;
