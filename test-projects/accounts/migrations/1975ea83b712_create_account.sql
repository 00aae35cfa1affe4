-- revision: 1975ea83b712
-- down_revision: none
-- message: create account
-- create_date: 2026-11-22T15:04:05Z

-- kiln:upgrade
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    settings TEXT NOT NULL DEFAULT '{}'
);

-- kiln:downgrade
DROP TABLE account;

-- kiln:fixture
INSERT INTO account (name, password, settings) VALUES
    ('ada', 'difference', '{"theme":"dark","size":"12"}'),
    ('bob', '', '{}');
