-- revision: c38d5e9014ab
-- down_revision: 5b0c9d3e7f21
-- branch_labels: reminders
-- message: send reminders
-- create_date: 2026-12-02T16:45:10Z

-- kiln:upgrade
CREATE TABLE reminder (
    id INTEGER PRIMARY KEY,
    appointment_id INTEGER NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
    send_at TEXT NOT NULL
);

INSERT INTO reminder (appointment_id, send_at)
SELECT id, datetime(starts_at, '-1 day') FROM appointment;

CREATE TRIGGER appointment_reminds AFTER INSERT ON appointment
BEGIN
    INSERT INTO reminder (appointment_id, send_at)
    VALUES (NEW.id, datetime(NEW.starts_at, '-1 day'));
END;

-- kiln:downgrade
DROP TRIGGER appointment_reminds;
DROP TABLE reminder;
