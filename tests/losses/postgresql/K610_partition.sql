# One of several; and all of them, told once.
== a
CREATE TABLE event (at date NOT NULL, x int) PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
== b
DROP TABLE event_1;  -- expect K610 "'event_1'"
== c
DROP TABLE event;  -- expect K610 "'event'"
