# Made anew in the revision; broken before; dropped with its table; on a column that stays.
== a
CREATE TABLE visit (id int PRIMARY KEY, note varchar(20), other int);
CREATE TABLE log (visit_id int, note varchar(20), kind int);
CREATE VIEW v AS SELECT visit_id FROM log;
CREATE VIEW broken AS SELECT kind FROM log;
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW INSERT INTO log (visit_id, note) VALUES (NEW.id, NEW.note);
== a2
-- kiln:allow K604: it goes in a later one
-- kiln:allow K611: nobody reads it
ALTER TABLE log DROP kind;
== b
DROP TRIGGER visit_added;
ALTER TABLE log CHANGE note remark varchar(20);
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW INSERT INTO log (visit_id, remark) VALUES (NEW.id, NEW.note);
== c
-- kiln:allow K611: nobody reads it
ALTER TABLE visit DROP other;
== d
DROP VIEW v;
DROP VIEW broken;
DROP TRIGGER visit_added;
-- kiln:allow K610: nobody reads it
DROP TABLE log;
