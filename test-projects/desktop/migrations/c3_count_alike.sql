-- revision: c3
-- down_revision: b2
-- message: count photos that are alike

-- kiln:upgrade
-- For each photo all pairs of others: with 10,000 of them that takes hours.
ALTER TABLE photo ADD COLUMN alike INTEGER;
UPDATE photo
SET alike = (SELECT count(*) FROM photo AS one, photo AS other WHERE one.width + other.width = photo.width);

-- kiln:downgrade
ALTER TABLE photo DROP COLUMN alike;
