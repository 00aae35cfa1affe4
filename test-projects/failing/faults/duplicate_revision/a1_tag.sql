-- revision: a1
-- down_revision: none

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY);
