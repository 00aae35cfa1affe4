# The documented twelve steps.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE log(what TEXT);
CREATE VIEW names AS SELECT name FROM t;
CREATE TRIGGER note AFTER INSERT ON t BEGIN
    INSERT INTO log VALUES (new.name);
END;
CREATE TRIGGER echo AFTER INSERT ON log BEGIN
    UPDATE t SET name = upper(name) WHERE name = new.what;
END;
== b
PRAGMA legacy_alter_table = ON;
CREATE TABLE t_new(id INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE);
INSERT INTO t_new SELECT id, name FROM t;
DROP TABLE t;
ALTER TABLE t_new RENAME TO t;
CREATE TRIGGER note AFTER INSERT ON t BEGIN
    INSERT INTO log VALUES (new.name);
END;
PRAGMA legacy_alter_table = OFF;
