# SQLite's own test at DROP COLUMN does not look into SET.
== a
CREATE TABLE actor(id INTEGER PRIMARY KEY, name TEXT, changed TEXT);
CREATE TRIGGER touch AFTER UPDATE OF name ON actor BEGIN
    UPDATE actor SET changed = 'now' WHERE id = new.id;
END;
== b
ALTER TABLE actor DROP COLUMN changed;  -- expect K604 "trigger 'touch' no longer compiles: no such column: changed" K611
