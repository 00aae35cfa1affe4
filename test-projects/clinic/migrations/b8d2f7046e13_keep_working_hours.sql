-- revision: b8d2f7046e13
-- down_revision: 5b0c9d3e7f21
-- branch_labels: rota
-- message: keep the doctors' working hours
-- create_date: 2026-12-01T10:00:00Z

-- kiln:upgrade
CREATE TABLE working_hours (
    doctor_id INTEGER NOT NULL REFERENCES doctor (id) ON DELETE CASCADE,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- 0 is Sunday, as strftime('%w')
    opens TEXT NOT NULL,
    closes TEXT NOT NULL CHECK (closes > opens),
    PRIMARY KEY (doctor_id, weekday)
) WITHOUT ROWID;

-- Doctors who are with us already work from Monday to Friday.
INSERT INTO working_hours (doctor_id, weekday, opens, closes)
WITH RECURSIVE weekday (number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM weekday WHERE number < 5
)
SELECT doctor.id, weekday.number, '09:00', '17:00' FROM doctor, weekday;

CREATE TRIGGER doctor_works_on_weekdays AFTER INSERT ON doctor
BEGIN
    INSERT INTO working_hours (doctor_id, weekday, opens, closes)
    VALUES (NEW.id, 1, '09:00', '17:00'), (NEW.id, 2, '09:00', '17:00'),
        (NEW.id, 3, '09:00', '17:00'), (NEW.id, 4, '09:00', '17:00'),
        (NEW.id, 5, '09:00', '17:00');
END;

-- kiln:downgrade
DROP TRIGGER doctor_works_on_weekdays;
DROP TABLE working_hours;
