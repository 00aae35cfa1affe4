== a
-- kiln:upgrade
CREATE TABLE t(id INTEGER PRIMARY KEY, code TEXT NOT NULL);
-- kiln:fixture
INSERT INTO t VALUES (1, 'a');
INSERT INTO t VALUES (2, NULL);  -- expect K331 "NOT NULL"
