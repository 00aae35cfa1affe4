-- revision: b2
-- down_revision: a1
-- message: hash the passwords

-- kiln:upgrade
UPDATE account SET password = app_hash(password) WHERE password NOT LIKE '#%';
