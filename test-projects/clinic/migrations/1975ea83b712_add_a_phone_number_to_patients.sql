-- revision: 1975ea83b712
-- down_revision: ae1027a6acf1
-- message: add a phone number to patients
-- create_date: 2026-11-22T15:04:05Z

-- kiln:upgrade
ALTER TABLE patient ADD COLUMN phone TEXT;

-- kiln:downgrade
ALTER TABLE patient DROP COLUMN phone;
