# A condition that Kiln does not meet; a fixture does.
== a
CREATE TABLE t (id int PRIMARY KEY, CHECK (md5(id) LIKE 'cd81cfd0a3%'));  -- expect K330 "no row can be made for 't'"
CREATE INDEX t_id ON t (id);
== b
-- kiln:upgrade
CREATE TABLE u (id int PRIMARY KEY, CHECK (md5(id) LIKE 'cd81cfd0a3%'));
-- kiln:fixture
INSERT INTO u VALUES (7771);
