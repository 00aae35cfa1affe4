# A trigger that no longer runs, of the table itself or of another one; a column that it does not set.
== a
CREATE TABLE visit (id int PRIMARY KEY, note varchar(20));
CREATE TABLE log (id int AUTO_INCREMENT PRIMARY KEY, visit_id int, note varchar(20));
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW INSERT INTO log (visit_id, note) VALUES (NEW.id, NEW.note);
CREATE TRIGGER visit_changed BEFORE UPDATE ON visit FOR EACH ROW SET NEW.note = trim(NEW.note);
== b
-- kiln:allow K611: nobody reads it
ALTER TABLE log DROP note;  -- expect K604 "INSERT on 'visit' no longer works"
== c
DROP TRIGGER visit_added;
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW INSERT INTO log (visit_id) VALUES (NEW.id);
== d
ALTER TABLE log ADD kind int NOT NULL;  -- expect K604 "INSERT on 'visit' no longer works"
