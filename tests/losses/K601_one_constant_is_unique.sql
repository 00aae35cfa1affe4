# Two rows cannot have it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
ALTER TABLE t ADD COLUMN code TEXT NOT NULL DEFAULT 'x';
CREATE UNIQUE INDEX ux_t_code ON t(code);  -- expect K601 "UNIQUE"
