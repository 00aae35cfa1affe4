-- revision: b2
-- down_revision: a1

-- kiln:upgrade
CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX tag_name ON tag (name);
ALTER TABLE note ADD COLUMN title TEXT;

-- kiln:downgrade
DROP TABLE tag;
