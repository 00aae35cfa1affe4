# The server keeps nobody from taking away what a view needs.
== a
CREATE TABLE visit (id int PRIMARY KEY, note varchar(20), old int);
CREATE VIEW notes AS SELECT id, note FROM visit;
CREATE VIEW long_notes AS SELECT id FROM notes WHERE length(note) > 10;
== b
SELECT 1;
ALTER TABLE visit RENAME COLUMN note TO remark;  -- expect K604 "view 'notes'" K604 "view 'long_notes'"
ALTER TABLE visit ADD x int;
== c
-- kiln:allow K611: nobody reads it
ALTER TABLE visit DROP old;
== d
-- kiln:allow K610: nobody reads it
DROP TABLE visit;
