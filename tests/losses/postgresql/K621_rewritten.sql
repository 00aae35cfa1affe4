# What writes all rows anew.
== a
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE TABLE event (at date NOT NULL, x int) PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
== b
ALTER TABLE t ALTER a TYPE bigint;  -- expect K621 "'t'"
ALTER TABLE t ADD r float8 DEFAULT random();  -- expect K621
ALTER TABLE event ALTER x TYPE bigint;  -- expect K621 "'event'"
ALTER TABLE t SET UNLOGGED;  -- expect K621
