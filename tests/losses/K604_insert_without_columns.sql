# Another column makes the number of values wrong.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log(what TEXT, at INTEGER);
CREATE TRIGGER note AFTER DELETE ON t BEGIN
    INSERT INTO log VALUES (old.name, old.id);
END;
== b
ALTER TABLE log ADD COLUMN who TEXT;  -- expect K604 "trigger 'note'"
