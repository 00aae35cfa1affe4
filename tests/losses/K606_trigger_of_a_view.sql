== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW v AS SELECT id, name FROM t;
CREATE TRIGGER v_added INSTEAD OF INSERT ON v BEGIN INSERT INTO t(name) VALUES (NEW.name); END;
== b
DROP VIEW v;  -- expect K606 "trigger 'v_added'"
CREATE VIEW v AS SELECT id, upper(name) AS name FROM t;
