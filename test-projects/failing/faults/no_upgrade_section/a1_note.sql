-- revision: a1
-- down_revision: none

-- kiln:downgrade
DROP TABLE note;
