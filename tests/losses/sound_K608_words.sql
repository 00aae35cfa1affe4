# Of time and chance in words alone.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, date TEXT, random TEXT);
== b
INSERT INTO t VALUES (1, '2024-01-01', 'random()');
UPDATE t SET date = date('2024-01-02') WHERE id = 1;
