-- revision: a1
-- down_revison: none
-- message: create notes

-- kiln:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY);
