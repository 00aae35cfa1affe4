# Whatever builds an index in a transaction, or without CONCURRENTLY.
== a
CREATE TABLE t (id int, a int, b int, c int);
CREATE TABLE event (at date NOT NULL, x int) PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
== b
CREATE INDEX i ON t (a);  -- expect K623 "the index 'i'"
ALTER TABLE t ADD PRIMARY KEY (id);  -- expect K609 K623 "'t_pkey'"
CREATE INDEX of_event ON event (x);  -- expect K623 "the index 'of_event' is built while nobody can write to 'event'"
CREATE INDEX of_one ON event_2 (x);  -- expect K623 "the index 'of_one'"
== c
-- kiln:upgrade no-transaction
CREATE INDEX j ON t (b);  -- expect K623 "'j'"
