# A check that nobody guesses.
== a
CREATE TABLE t(  -- expect K330 "'t'"
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL CHECK (hex(code) = '4B' || hex('i') || '6C6E' AND length(code) = 4)
);
CREATE TABLE u(id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL REFERENCES t(id));  -- expect K330 "'u'"
