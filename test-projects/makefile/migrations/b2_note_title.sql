-- revision: b2
-- down_revision: a1
-- message: give notes a title

-- kiln:upgrade
ALTER TABLE note ADD COLUMN title TEXT;

-- kiln:downgrade
ALTER TABLE note DROP COLUMN title;
