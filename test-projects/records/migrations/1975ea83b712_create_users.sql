-- revision: 1975ea83b712
-- down_revision: none
-- message: create users

-- kiln:upgrade
CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    name VARCHAR(30) NOT NULL,
    city TEXT
);
CREATE INDEX ix_user_name ON user (name);

-- kiln:downgrade
DROP TABLE user;
