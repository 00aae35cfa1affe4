-- revision: b2
-- down_revision: a1

-- kiln:upgrade
INSERT INTO note (body) VALUES ("first");
