-- revision: a1
-- down_revision: none
-- message: create accounts

-- kiln:upgrade
CREATE TABLE account (
    name TEXT NOT NULL UNIQUE COLLATE unicase,
    password TEXT NOT NULL
);
INSERT INTO account VALUES ('Ada', 'secret');

-- kiln:downgrade
DROP TABLE account;
