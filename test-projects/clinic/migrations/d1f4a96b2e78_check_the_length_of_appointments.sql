-- revision: d1f4a96b2e78
-- down_revision: c38d5e9014ab
-- message: check the length of appointments
-- create_date: 2026-12-03T11:20:31Z

-- kiln:upgrade
-- SQLite's ALTER TABLE can add neither NOT NULL nor a CHECK to a column that exists, so the table is
-- rebuilt as https://www.sqlite.org/lang_altertable.html says. Foreign keys are off while Kiln runs
-- this, so that dropping the old table does not delete the reminders, and are checked behind it.
CREATE TABLE new_appointment (
    id INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    doctor_id INTEGER NOT NULL REFERENCES doctor (id),
    starts_at TEXT NOT NULL
        CONSTRAINT time_is_valid CHECK (starts_at IS strftime('%Y-%m-%d %H:%M', starts_at)),
    minutes INTEGER NOT NULL DEFAULT 30
        CONSTRAINT length_is_valid CHECK (minutes BETWEEN 5 AND 480)
);

INSERT INTO new_appointment (id, patient_id, doctor_id, starts_at, minutes)
SELECT id, patient_id, doctor_id, starts_at, min(max(coalesce(minutes, 30), 5), 480)
FROM appointment;

DROP TABLE appointment;
ALTER TABLE new_appointment RENAME TO appointment;

CREATE INDEX ix_appointment_doctor ON appointment (doctor_id, starts_at);

CREATE TRIGGER appointment_not_twice BEFORE INSERT ON appointment
BEGIN
    SELECT raise(ABORT, 'the doctor has another appointment at that time')
    FROM appointment
    WHERE doctor_id = NEW.doctor_id
        AND datetime(starts_at) < datetime(NEW.starts_at, '+' || NEW.minutes || ' minutes')
        AND datetime(starts_at, '+' || minutes || ' minutes') > datetime(NEW.starts_at);
END;

CREATE TRIGGER appointment_reminds AFTER INSERT ON appointment
BEGIN
    INSERT INTO reminder (appointment_id, send_at)
    VALUES (NEW.id, datetime(NEW.starts_at, '-1 day'));
END;

-- kiln:upgrade postgresql
UPDATE appointment SET minutes = least(greatest(coalesce(minutes, 30), 5), 480)
WHERE minutes IS NULL OR minutes NOT BETWEEN 5 AND 480;

ALTER TABLE appointment
    ALTER COLUMN minutes SET DEFAULT 30,
    ALTER COLUMN minutes SET NOT NULL,
    ADD CONSTRAINT length_is_valid CHECK (minutes BETWEEN 5 AND 480);

-- kiln:upgrade mysql
UPDATE appointment SET minutes = least(greatest(coalesce(minutes, 30), 5), 480)
WHERE minutes IS NULL OR minutes NOT BETWEEN 5 AND 480;

ALTER TABLE appointment
    MODIFY COLUMN minutes INT NOT NULL DEFAULT 30,
    ADD CONSTRAINT length_is_valid CHECK (minutes BETWEEN 5 AND 480);

-- kiln:downgrade
CREATE TABLE old_appointment (
    id INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient (id),
    doctor_id INTEGER NOT NULL REFERENCES doctor (id),
    starts_at TEXT NOT NULL
        CONSTRAINT time_is_valid CHECK (starts_at IS strftime('%Y-%m-%d %H:%M', starts_at)),
    minutes INTEGER
);

INSERT INTO old_appointment (id, patient_id, doctor_id, starts_at, minutes)
SELECT id, patient_id, doctor_id, starts_at, minutes FROM appointment;

DROP TABLE appointment;
ALTER TABLE old_appointment RENAME TO appointment;

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

CREATE TRIGGER appointment_reminds AFTER INSERT ON appointment
BEGIN
    INSERT INTO reminder (appointment_id, send_at)
    VALUES (NEW.id, datetime(NEW.starts_at, '-1 day'));
END;

-- kiln:downgrade postgresql
ALTER TABLE appointment
    DROP CONSTRAINT length_is_valid,
    ALTER COLUMN minutes DROP NOT NULL,
    ALTER COLUMN minutes DROP DEFAULT;

-- kiln:downgrade mysql
ALTER TABLE appointment
    DROP CONSTRAINT length_is_valid,
    MODIFY COLUMN minutes INT;
