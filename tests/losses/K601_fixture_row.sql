# The canary rows would pass.
== a
-- kiln:upgrade
CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER NOT NULL);
-- kiln:fixture
INSERT INTO t VALUES (1, 0);
== b
-- kiln:upgrade
UPDATE t SET n = NULLIF(n, 0) WHERE n IS NOT NULL;  -- expect K601 "NOT NULL"
