# DO UPDATE SET is an UPDATE.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);
== b
INSERT INTO t(id, a) SELECT id, 'x' FROM t WHERE true ON CONFLICT (id) DO UPDATE SET a = excluded.a
    WHERE excluded.a IS NOT NULL;
