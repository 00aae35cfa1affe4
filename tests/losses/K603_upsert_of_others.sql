# It says so of one column, and a trigger empties another; REPLACE says nothing.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE TABLE u(id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE TRIGGER t_a AFTER UPDATE OF a ON t BEGIN UPDATE t SET b = NULL WHERE id = new.id; END;
== b
INSERT INTO t(id, a) SELECT id, 'x' FROM t WHERE true ON CONFLICT (id) DO UPDATE SET a = excluded.a;  -- expect K603 "'b' in 't'"
INSERT OR REPLACE INTO u(id, a) SELECT id, a FROM u;  -- expect K603 "'b' in 'u'"
