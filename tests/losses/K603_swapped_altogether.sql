# No row has a value in its place, but each has all of them.
== a
CREATE TABLE edge(source INTEGER, target INTEGER);
== b
CREATE TABLE edge_new(source INTEGER, target INTEGER, weight REAL);
INSERT INTO edge_new (source, target) SELECT target, source FROM edge;
DROP TABLE edge;  -- expect K603 "become those of 'target'" K603 "become those of 'source'"
ALTER TABLE edge_new RENAME TO edge;
