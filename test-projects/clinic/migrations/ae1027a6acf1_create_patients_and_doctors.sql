-- revision: ae1027a6acf1
-- down_revision: none
-- message: create patients and doctors
-- create_date: 2026-11-20T09:12:44Z

-- kiln:upgrade
CREATE TABLE patient (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE doctor (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    specialty TEXT NOT NULL DEFAULT 'general practice'
);

CREATE UNIQUE INDEX ux_doctor_name ON doctor (name);

-- kiln:downgrade
DROP TABLE doctor;
DROP TABLE patient;
