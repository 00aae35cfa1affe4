-- revision: b2
-- down_revision: a1
-- message: create reports

-- kiln:upgrade
CREATE TABLE report (id INTEGER PRIMARY KEY);

-- kiln:downgrade
-- keeps the table: NO_ROUND_TRIP allows that
