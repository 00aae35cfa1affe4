# On rows of a fixture, and what comes behind it has none of them.
== a
-- kiln:upgrade
CREATE TABLE t (id int PRIMARY KEY, code varchar(20) NOT NULL);
-- kiln:fixture
INSERT INTO t VALUES (1, '12'), (2, 'x12');
== b
-- kiln:allow K621: small
ALTER TABLE t MODIFY code int NOT NULL;  -- expect K601 "'x12'"
== c
ALTER TABLE t ADD note text;
