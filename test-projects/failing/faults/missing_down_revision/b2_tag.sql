-- revision: b2
-- down_revision: a2

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY);
