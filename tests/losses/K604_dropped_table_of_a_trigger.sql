# Every INSERT into actor fails from then on.
== a
CREATE TABLE actor(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log(id INTEGER PRIMARY KEY, what TEXT);
CREATE TRIGGER note AFTER INSERT ON actor BEGIN
    INSERT INTO log(what) VALUES (new.name);
END;
== b
CREATE TABLE journal(id INTEGER PRIMARY KEY);
DROP TABLE log;  -- expect K604 "trigger 'note' no longer compiles: no such table: main.log" K610
