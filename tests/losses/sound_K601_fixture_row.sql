# Rows of fixtures stand for all that there can be.
== a
-- kiln:upgrade
CREATE TABLE t(id INTEGER PRIMARY KEY, data TEXT NOT NULL);
-- kiln:fixture
INSERT INTO t VALUES (1, '{"n": 1}');
== b
-- kiln:upgrade
ALTER TABLE t ADD COLUMN n INTEGER;
UPDATE t SET n = json_extract(data, '$.n');
