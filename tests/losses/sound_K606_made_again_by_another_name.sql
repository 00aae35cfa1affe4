# The same index and trigger by another name.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log(name TEXT);
CREATE TRIGGER one AFTER DELETE ON t BEGIN INSERT INTO log VALUES (OLD.name); END;
CREATE INDEX ix_one ON t(name ASC);
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT, born TEXT);
INSERT INTO t_new (id, name) SELECT id, name FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TRIGGER two AFTER DELETE ON t BEGIN INSERT INTO log VALUES (OLD.name); END;
CREATE INDEX ix_two ON t(name);
