# What differs by time or chance is K608's, not the order's.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, made TEXT);
CREATE TABLE note(text TEXT);
== b
-- down_revision: a
-- kiln:upgrade
-- kiln:allow K608: whatever it is
UPDATE item SET made = random() WHERE id > 0;
== c
-- down_revision: a
-- kiln:upgrade
-- kiln:allow K608: whatever it is
DELETE FROM item WHERE id % 7 = 1;
INSERT INTO note VALUES (random());
== merge
-- down_revision: b, c
-- kiln:upgrade
