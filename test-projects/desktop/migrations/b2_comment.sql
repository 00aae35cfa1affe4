-- revision: b2
-- down_revision: a1
-- message: add a comment

-- kiln:upgrade
ALTER TABLE photo ADD COLUMN comment TEXT;

-- kiln:downgrade
ALTER TABLE photo DROP COLUMN comment;
