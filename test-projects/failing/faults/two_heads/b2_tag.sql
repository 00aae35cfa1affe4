-- revision: b2
-- down_revision: a1

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY);
