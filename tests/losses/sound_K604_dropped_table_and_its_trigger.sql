# The trigger goes first.
== a
CREATE TABLE actor(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER note AFTER INSERT ON actor BEGIN
    INSERT INTO log(what) VALUES (new.name);
END;
== b
DROP TRIGGER note;
DROP TABLE log;  -- expect K610
