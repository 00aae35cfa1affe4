== a
CREATE TABLE patient(id INTEGER PRIMARY KEY, email TEXT);
== b
CREATE UNIQUE INDEX IF NOT EXISTS main."UQ email" ON "Patient"("EMAIL");  -- expect K609 "unique index 'UQ email'"
