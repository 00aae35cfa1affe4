-- revision: a1
-- down_revision: none

-- kiln:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT DEFAULT 'it''s);
