-- revision: c3
-- down_revision: a1

-- kiln:upgrade
CREATE TABLE link (id INTEGER PRIMARY KEY);
