# Made anew in the revision; broken before; a view, which the server itself keeps.
== a
CREATE TABLE visit (id int PRIMARY KEY, note text);
CREATE TABLE log (visit_id int, note text, kind text);
CREATE VIEW v AS SELECT visit_id FROM log;
CREATE FUNCTION visit_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO log (visit_id, note) VALUES (NEW.id, NEW.note); RETURN NEW;
END $$;
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION visit_added();
== b
ALTER TABLE log RENAME note TO remark;
CREATE OR REPLACE FUNCTION visit_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO log (visit_id, remark) VALUES (NEW.id, NEW.note); RETURN NEW;
END $$;
== c
-- kiln:allow K611: nobody reads it
ALTER TABLE log DROP kind;
