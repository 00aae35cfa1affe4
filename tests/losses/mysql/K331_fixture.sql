# It does not fit.
== a
-- kiln:upgrade
CREATE TABLE t (id int PRIMARY KEY);
-- kiln:fixture
INSERT INTO t VALUES ('x');  -- expect K331 "Incorrect integer value"
