# Each row looks like another one, but for its key.
== a
CREATE TABLE p(id INTEGER PRIMARY KEY);
CREATE TABLE Move(name TEXT PRIMARY KEY, source INTEGER REFERENCES p(id), target INTEGER REFERENCES p(id));
== b
CREATE TABLE n(name TEXT PRIMARY KEY, source INTEGER REFERENCES p(id), target INTEGER REFERENCES p(id)) WITHOUT ROWID;
INSERT INTO n SELECT name, target, source FROM Move;
DROP TABLE Move;  -- expect K603 "'source' in 'Move'" K603 "'target' in 'Move'"
ALTER TABLE n RENAME TO Move;
