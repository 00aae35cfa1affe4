# The first trigger is broken from the start; what breaks beside it later is told all the same.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY);
CREATE TABLE log(id INTEGER PRIMARY KEY);
CREATE TRIGGER one AFTER INSERT ON t BEGIN INSERT INTO lgo(id) VALUES (1); END;  -- expect K604 "trigger 'one' does not compile"
CREATE TRIGGER two AFTER INSERT ON t BEGIN INSERT INTO log(id) VALUES (2); END;
== b
ALTER TABLE log ADD COLUMN x INTEGER;
ALTER TABLE t ADD COLUMN y INTEGER;
== c
DROP TABLE log;  -- expect K604 "trigger 'two' no longer compiles" K610
