-- revision: e2917c4fd056
-- down_revision: b8d2f7046e13, d1f4a96b2e78
-- message: merge rota and reminders
-- create_date: 2026-12-07T09:01:00Z

-- kiln:upgrade

-- kiln:downgrade
