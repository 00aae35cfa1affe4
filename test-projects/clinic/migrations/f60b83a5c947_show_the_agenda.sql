-- revision: f60b83a5c947
-- down_revision: e2917c4fd056
-- message: show the agenda
-- create_date: 2026-12-08T13:37:20Z

-- kiln:upgrade
CREATE VIEW agenda AS
SELECT appointment.id, appointment.starts_at, appointment.minutes, doctor.name AS doctor,
    patient.name AS patient, patient.phone
FROM appointment
JOIN doctor ON doctor.id = appointment.doctor_id
JOIN patient ON patient.id = appointment.patient_id;

-- kiln:downgrade
DROP VIEW agenda;
