== a
CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT);
== b
WITH x(v) AS (SELECT 1) UPDATE main."T" SET name = upper(name);  -- expect K612 "UPDATE without WHERE changes all rows of 't'"
