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

-- kiln:upgrade postgresql
CREATE TABLE working_hours (
    doctor_id integer NOT NULL REFERENCES doctor (id) ON DELETE CASCADE,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    opens time NOT NULL,
    closes time NOT NULL CHECK (closes > opens),
    PRIMARY KEY (doctor_id, weekday)
);

INSERT INTO working_hours (doctor_id, weekday, opens, closes)
SELECT doctor.id, weekday, '09:00', '17:00' FROM doctor, generate_series(1, 5) AS weekday;

CREATE FUNCTION doctor_works_on_weekdays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO working_hours (doctor_id, weekday, opens, closes)
    SELECT NEW.id, weekday, '09:00', '17:00' FROM generate_series(1, 5) AS weekday;
    RETURN NULL;
END
$$;

CREATE TRIGGER doctor_works_on_weekdays AFTER INSERT ON doctor
FOR EACH ROW EXECUTE FUNCTION doctor_works_on_weekdays();

-- kiln:upgrade mysql
CREATE TABLE working_hours (
    doctor_id INT NOT NULL,
    weekday TINYINT NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    opens TIME NOT NULL,
    closes TIME NOT NULL,
    PRIMARY KEY (doctor_id, weekday),
    CONSTRAINT hours_are_valid CHECK (closes > opens),
    CONSTRAINT working_hours_doctor FOREIGN KEY (doctor_id) REFERENCES doctor (id) ON DELETE CASCADE
);

INSERT INTO working_hours (doctor_id, weekday, opens, closes)
SELECT doctor.id, weekday.number, '09:00', '17:00'
FROM doctor, (SELECT 1 AS number UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) AS weekday;

CREATE TRIGGER doctor_works_on_weekdays AFTER INSERT ON doctor FOR EACH ROW
    INSERT INTO working_hours (doctor_id, weekday, opens, closes)
    VALUES (NEW.id, 1, '09:00', '17:00'), (NEW.id, 2, '09:00', '17:00'),
        (NEW.id, 3, '09:00', '17:00'), (NEW.id, 4, '09:00', '17:00'),
        (NEW.id, 5, '09:00', '17:00');

-- kiln:downgrade
DROP TRIGGER doctor_works_on_weekdays;
DROP TABLE working_hours;

-- kiln:downgrade postgresql
DROP TRIGGER doctor_works_on_weekdays ON doctor;
DROP FUNCTION doctor_works_on_weekdays();
DROP TABLE working_hours;
