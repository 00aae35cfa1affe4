# By whatever name and statement.
== a
CREATE TABLE t (id int PRIMARY KEY);
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE w (id int PRIMARY KEY);
CREATE TABLE x (id int PRIMARY KEY);
== b
DROP TABLE IF EXISTS t;  -- expect K610 "table 't' and its rows"
RENAME TABLE u TO v;
SET @sql = 'DROP TABLE v';
PREPARE s FROM @sql;
EXECUTE s;  -- expect K610 "'u'"
DROP TABLE w, x;  -- expect K610 "'w'" K610 "'x'"
