-- revision: b1
-- down_revision: a1
-- message: add prices
-- create_date: 2026-11-22T15:04:05Z

-- kiln:upgrade
ALTER TABLE item ADD COLUMN price INTEGER;

-- kiln:downgrade
ALTER TABLE item DROP COLUMN price;
