-- revision: b2
-- down_revision: a1

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY);
ALTER TABLE notes ADD COLUMN title TEXT;
