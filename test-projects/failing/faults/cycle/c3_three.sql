-- revision: c3
-- down_revision: b2

-- kiln:upgrade
