# It is no data, so K611 has nothing to say of it; the copy goes well without it.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER, v TEXT, g INTEGER AS (n + 1));
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, n INTEGER, v TEXT COLLATE NOCASE);
INSERT INTO t_new SELECT id, n, v FROM t;
DROP TABLE t;  -- expect K606 "generated column 'g'"
ALTER TABLE t_new RENAME TO t;
