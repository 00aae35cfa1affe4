# A function's body is not looked at until it runs.
== a
CREATE TABLE visit (id int PRIMARY KEY, note text);
CREATE TABLE log (visit_id int, note text);
CREATE FUNCTION visit_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO log (visit_id, note) VALUES (NEW.id, NEW.note); RETURN NEW;
END $$;
CREATE TRIGGER visit_added AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION visit_added();
== b
-- kiln:allow K611: nobody reads it
ALTER TABLE log DROP note;  -- expect K604 "INSERT on 'visit' no longer works"
== c
ALTER TABLE visit RENAME note TO remark;
== d
-- kiln:allow K610: nobody reads it
DROP TABLE log;
