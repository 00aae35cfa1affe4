-- revision: a1
-- down_revision: none
-- message: create users

-- kiln:upgrade
CREATE TABLE user (id INTEGER PRIMARY KEY);

-- kiln:downgrade
DROP TABLE user;
