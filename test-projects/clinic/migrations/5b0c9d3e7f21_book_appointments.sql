-- revision: 5b0c9d3e7f21
-- down_revision: 1975ea83b712
-- message: book appointments
-- create_date: 2026-11-24T08:30:00Z

-- kiln:upgrade
CREATE TABLE appointment (
    id INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    doctor_id INTEGER NOT NULL REFERENCES doctor (id),
    starts_at TEXT NOT NULL
        CONSTRAINT time_is_valid CHECK (starts_at IS strftime('%Y-%m-%d %H:%M', starts_at)),
    minutes INTEGER
);

CREATE INDEX ix_appointment_doctor ON appointment (doctor_id, starts_at);

CREATE TRIGGER appointment_not_twice BEFORE INSERT ON appointment
BEGIN
    SELECT raise(ABORT, 'the doctor has another appointment at that time')
    FROM appointment
    WHERE doctor_id = NEW.doctor_id
        AND datetime(starts_at)
            < datetime(NEW.starts_at, '+' || coalesce(NEW.minutes, 30) || ' minutes')
        AND datetime(starts_at, '+' || coalesce(minutes, 30) || ' minutes')
            > datetime(NEW.starts_at);
END;

-- kiln:downgrade
DROP TABLE appointment;
