-- revision: b2
-- down_revision: a1

-- kiln:upgrade
BEGIN;
CREATE TABLE tag (id INTEGER PRIMARY KEY);
COMMIT;
