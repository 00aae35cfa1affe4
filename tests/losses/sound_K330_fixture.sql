# The same with a row of its own.
== a
-- kiln:upgrade
CREATE TABLE t(
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL CHECK (hex(code) = '4B' || hex('i') || '6C6E' AND length(code) = 4)
);
CREATE TABLE u(id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL REFERENCES t(id));
-- kiln:fixture
INSERT INTO t VALUES (7, 'Kiln');
