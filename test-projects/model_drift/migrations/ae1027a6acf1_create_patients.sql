-- revision: ae1027a6acf1
-- down_revision: none
-- message: create patients and appointments

-- kiln:upgrade
CREATE TABLE patient(id integer PRIMARY KEY, "name" text not null, phone TEXT);
CREATE TABLE appointment(
    id INTEGER PRIMARY KEY,
    patient_id INTEGER NOT NULL REFERENCES patient(id),
    starts_at TEXT NOT NULL,
    minutes INTEGER NOT NULL DEFAULT 30 CHECK (minutes > 0)
);
CREATE TRIGGER no_blank_phone AFTER UPDATE OF phone ON patient WHEN new.phone = '' BEGIN
    UPDATE patient SET phone = NULL WHERE id = new.id;
END;
CREATE VIEW reachable AS SELECT id FROM patient WHERE phone IS NOT NULL;
CREATE INDEX ix_appointment_starts_at ON appointment(starts_at);

-- kiln:downgrade
DROP VIEW reachable;
DROP TABLE appointment;
DROP TABLE patient;
