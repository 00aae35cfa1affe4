# Flags and lists have so few values that columns of them are easily alike; of a key of two
# columns nothing stays in its place.
== a
CREATE TABLE t(id INTEGER PRIMARY KEY, is_new INTEGER NOT NULL, n TEXT, is_old INTEGER NOT NULL);
CREATE TABLE u(id INTEGER PRIMARY KEY, work TEXT CHECK (work IN ('open', 'done')), n TEXT,
    review TEXT CHECK (review IN ('open', 'done')));
CREATE TABLE pair(a INTEGER, b INTEGER, n TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
== b
CREATE TABLE t_new(id INTEGER PRIMARY KEY, is_new INTEGER NOT NULL, n TEXT, is_old INTEGER NOT NULL);
INSERT INTO t_new SELECT id, is_old, n, is_new FROM t;
DROP TABLE t;  -- expect K603 "'is_new'" K603 "'is_old'"
ALTER TABLE t_new RENAME TO t;
CREATE TABLE u_new(id INTEGER PRIMARY KEY, work TEXT CHECK (work IN ('open', 'done')), n TEXT,
    review TEXT CHECK (review IN ('open', 'done')));
INSERT INTO u_new SELECT id, review, n, work FROM u;
DROP TABLE u;  -- expect K603 "'work'" K603 "'review'"
ALTER TABLE u_new RENAME TO u;
CREATE TABLE pair_new(a INTEGER, b INTEGER, n TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
INSERT INTO pair_new SELECT b, a, n FROM pair;
DROP TABLE pair;  -- expect K603 "'a'" K603 "'b'"
ALTER TABLE pair_new RENAME TO pair;
