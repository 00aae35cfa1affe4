# Foreign keys are off in a run: no cascade.
== a
CREATE TABLE p(id INTEGER PRIMARY KEY, old INTEGER);
CREATE TABLE c(id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p(id) ON DELETE CASCADE);
== b
DELETE FROM p WHERE old IS NOT NULL;  -- expect K601 "foreign key"
