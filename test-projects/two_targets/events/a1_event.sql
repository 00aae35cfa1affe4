-- revision: a1
-- down_revision: none
-- message: create events

-- kiln:upgrade
CREATE TABLE event (id INTEGER PRIMARY KEY);

-- kiln:downgrade
DROP TABLE event;
