# Kiln's rows are in nobody's way: revisions may bring rows with keys of their own.
== a
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE role (id serial PRIMARY KEY, name text UNIQUE NOT NULL);
CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role_id int NOT NULL REFERENCES role,
    mail email NOT NULL,
    mood mood NOT NULL DEFAULT 'good',
    born date CHECK (born > '1900-01-01'),
    size numeric(4, 1) CHECK (size BETWEEN 30 AND 250),
    code char(3) NOT NULL CHECK (code ~ '^[A-Z]{3}$'),
    tags text[] NOT NULL DEFAULT '{}',
    data jsonb NOT NULL,
    during tstzrange,
    raw bytea,
    big text GENERATED ALWAYS AS (upper(code)) STORED,
    boss bigint REFERENCES person,
    "Odd Name" uuid NOT NULL,
    UNIQUE (role_id, mail)
);
CREATE TABLE event (at date NOT NULL, person_id bigint REFERENCES person, kind smallint NOT NULL CHECK (kind IN (1, 2, 3)))
    PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
== b
-- kiln:upgrade
INSERT INTO role (id, name) VALUES (1, 'admin'), (2, 'user');
INSERT INTO person (role_id, mail, code, data, "Odd Name") VALUES (1, 'a@b', 'ABC', '{}', gen_random_uuid());
ALTER TABLE event ADD note text;
-- kiln:downgrade
ALTER TABLE event DROP note;
DELETE FROM person WHERE mail = 'a@b';
DELETE FROM role WHERE id IN (1, 2);
