# A trigger that writes to the parent, which is read for the keys of its children.
== a
CREATE TABLE p (id int PRIMARY KEY, children int NOT NULL DEFAULT 0);
CREATE TABLE c (id int PRIMARY KEY, p_id int NOT NULL, FOREIGN KEY (p_id) REFERENCES p (id));
CREATE TRIGGER c_added AFTER INSERT ON c FOR EACH ROW UPDATE p SET children = children + 1 WHERE id = NEW.p_id;
== b
ALTER TABLE c ADD note text;
