-- revision: a1
-- down_revision: none
-- massage: create notes

-- kiln:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY);
