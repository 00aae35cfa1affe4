== a
-- kiln:upgrade
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, made TEXT DEFAULT CURRENT_TIMESTAMP);
== b
-- kiln:upgrade
UPDATE t SET name = '' WHERE name = 'x';
-- kiln:downgrade
UPDATE t SET name = datetime(0, 'unixepoch') WHERE name = '';
== c
-- kiln:upgrade
DELETE FROM t WHERE name = 'k';
-- kiln:downgrade
INSERT INTO t(name, made) VALUES ('k', '2026-11-22');
== d
-- kiln:upgrade
UPDATE t SET name = 'y' WHERE name = 'z';
-- kiln:downgrade
-- kiln:allow K608: whenever that was
UPDATE t SET made = datetime('now') WHERE name <> '';
