-- revision: a1
-- down_revision: none
-- message: sessions

-- kiln:upgrade postgresql
CREATE TABLE session (id uuid PRIMARY KEY DEFAULT gen_random_uuid());

-- kiln:downgrade postgresql
DROP TABLE session;
