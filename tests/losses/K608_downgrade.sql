# What a downgrade writes is no other from run to run either.
== a
-- kiln:upgrade
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, made TEXT DEFAULT CURRENT_TIMESTAMP);
== b
-- kiln:upgrade
UPDATE t SET name = '' WHERE name = 'x';
-- kiln:downgrade
UPDATE t SET name = datetime('now') WHERE name = '';  -- expect K608 "'t'"
== c
-- kiln:upgrade
DELETE FROM t WHERE name = 'k';
-- kiln:downgrade
INSERT INTO t(name) VALUES ('k');  -- expect K608 "'t'"
