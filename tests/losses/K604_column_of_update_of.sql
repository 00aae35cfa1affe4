# Such a trigger never fires again.
== a
CREATE TABLE actor(id INTEGER PRIMARY KEY, name TEXT, nick TEXT);
CREATE TABLE log(what TEXT);
CREATE TRIGGER touch AFTER UPDATE OF nick, name ON actor BEGIN
    INSERT INTO log VALUES ('touched');
END;
== b
ALTER TABLE actor DROP COLUMN nick;  -- expect K604 "no such column in its UPDATE OF: nick" K611
